import { devNull } from 'node:os';

/**
 * Removes the user's AWS configuration from the environment of this process, its threads and its child processes: variables
 * such as `AWS_USE_FIPS_ENDPOINT` and `AWS_PROFILE`, and the configuration files. The AWS clients of the local host have all
 * that they need, and some of these settings would make them fail.
 */
export function removeAwsConfiguration(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (name.startsWith('AWS_')) delete environment[name];
  environment.AWS_CONFIG_FILE = devNull;
  environment.AWS_SHARED_CREDENTIALS_FILE = devNull;
}
