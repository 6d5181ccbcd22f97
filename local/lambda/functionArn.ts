import { arn } from '../cloudformation/account.ts';

/** The ARN of a function. Templates refer to a function by its name or by its ARN. */
export function functionArnOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : arn('lambda', `function:${nameOrArn}`);
}
