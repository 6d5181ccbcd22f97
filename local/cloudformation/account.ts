/** The region and the account that both emulators assume, and LocalStack too. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/** Signs requests. The emulators accept any signature. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** The ARN of a resource on this machine, such as `arn('lambda', 'function:name')`. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}
