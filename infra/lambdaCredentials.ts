/**
 * Stands in for the AWS SDK's credential chain when the functions are bundled: Lambda hands credentials over in
 * environment variables, so what looks for them in profiles, single sign-on and other machines' metadata would only make
 * every bundle larger and every cold start longer.
 * Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
