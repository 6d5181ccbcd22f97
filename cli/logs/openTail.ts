import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listLogGroups } from '../../local/cloudwatch/logFilePaths.ts';
import { endpointConfig, readEndpoint } from '../deploy/endpoint.ts';
import { findLogGroups, isOfFunction } from './findLogGroups.ts';
import { LocalTail } from './localTail.ts';
import type { LogTail } from './logTail.ts';
import type { LogsArguments } from './parseArguments.ts';

/**
 * Opens the logs that the arguments name.
 *
 * @param onGap called when lines of a log group may be missing
 * @throws Error when there are no logs yet, or none of a function that was asked for
 */
export async function openTail(args: LogsArguments, onGap: (logGroupName: string) => void): Promise<LogTail> {
  return args.target === 'local' ? openLocalTail(args, onGap) : openCloudWatchTail(args);
}

function openLocalTail(
  { stateDirectory, since, functionNames, follow }: LogsArguments,
  onGap: (logGroupName: string) => void,
): LogTail {
  const directory = join(stateDirectory, 'logs');
  // Logs can be followed before there are any.
  if (!existsSync(follow ? stateDirectory : directory)) {
    throw new Error(`There are no logs in ${stateDirectory} yet: run npm start first.`);
  }
  return new LocalTail({ directory, since, logGroupNames: localLogGroups(directory, functionNames, follow), onGap });
}

function localLogGroups(
  directory: string,
  functionNames: readonly string[],
  follow: boolean,
): Pick<ReadonlySet<string>, 'has'> | undefined {
  if (functionNames.length === 0) return undefined;
  // A function can be followed before its first line.
  if (follow) return { has: (logGroupName) => functionNames.some((name) => isOfFunction(logGroupName, name)) };
  return findLogGroups(functionNames, listLogGroups(directory));
}

async function openCloudWatchTail({ target, stack, since, functionNames }: LogsArguments): Promise<LogTail> {
  // Loading the SDK takes longer than reading the local logs of the last minute.
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  const { CloudWatchTail, listStackLogGroups } = await import('./cloudWatchTail.ts');
  const client = new CloudWatchLogsClient(
    target === 'localstack' ? endpointConfig(readEndpoint(process.env), process.env) : {},
  );
  const found = await listStackLogGroups(client, stack);
  if (found.length === 0) throw new Error(`There is no log group of a stack ${stack}.`);
  const logGroupNames = functionNames.length === 0 ? new Set(found) : findLogGroups(functionNames, found);
  return new CloudWatchTail(client, { since, logGroupNames });
}
