import { createHash } from 'node:crypto';
import type { CfnElement } from 'aws-cdk-lib';
import { AugurFunction } from './constructs/augurFunction.ts';

/**
 * Tables that moved to another construct after the stack was first deployed: today's path within the stack, and the path
 * from which their logical ids were made.
 */
const ORIGINAL_PATHS: Readonly<Record<string, string>> = {
  'Questions/TasksTable/Resource': 'TasksTable/Resource',
  'Alerts/Table/Resource': 'AlertsTable/Resource',
  'Store/Table/Resource': 'StoreTable/Resource',
};

/**
 * The logical id of a resource that must keep it when its construct moves to another scope. CDK makes logical ids from the
 * path of constructs, and CloudFormation takes a changed logical id for a new resource and a deleted one:
 *
 * - A new table is empty. This is so on one machine too, where names of tables and queues contain the logical id.
 * - A new function or log group cannot be created beside the old one, which has the same name. Nor can a second event source
 *   mapping of the same queue and function, or a second event invoke config of the same function. So the logical ids of
 *   a function's resources are made from the function's name, wherever it is.
 *
 * @returns undefined for any other resource, whose logical id is CDK's own
 */
export function pinnedLogicalId({ node, stack }: CfnElement): string | undefined {
  const lambda = node.scopes.find((scope) => scope instanceof AugurFunction);
  if (lambda) return logicalIdOf(lambda.name + node.path.slice(lambda.node.path.length));
  const originalPath = ORIGINAL_PATHS[node.path.slice(stack.node.path.length + 1)];
  return originalPath && logicalIdOf(originalPath);
}

/** CDK's scheme, which it does not export (`makeUniqueId`): the readable part of a path, then a hash of the path. */
function logicalIdOf(path: string): string {
  const readable = path.split('/').filter((id) => id !== 'Resource');
  const hash = createHash('md5').update(path).digest('hex').slice(0, 8).toUpperCase();
  return readable.join('').replace(/[^A-Za-z0-9]/g, '') + hash;
}
