/**
 * Replaces the AWS SDK's default credential provider chain in the bundles. Lambda passes credentials in environment
 * variables, so the providers for profiles, single sign-on and instance metadata would only add to bundles and cold starts.
 * Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
