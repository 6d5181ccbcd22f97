import {
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { functionName, functions } from '../../infra/functions.ts';

const names = Object.keys(functions).map(functionName);

/** Allows a function one action on one resource. */
export interface Grant {
  /** The function's name in the stack, such as `dead-letter`. */
  readonly function: string;
  readonly action: string;
  /** The resource's name in the stack, such as `TasksTable`. */
  readonly resource: string;
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

interface Policy {
  readonly function: string;
  readonly RoleName: string;
  readonly PolicyName: string;
  readonly statements: Statement[];
}

/** The inline policies of the roles of a deployed stack's functions. */
export class RolePolicies {
  readonly #iam = new IAMClient({});
  readonly #policies: Policy[];

  private constructor(policies: Policy[]) {
    this.#policies = policies;
  }

  static async of(stack: string): Promise<RolePolicies> {
    const policies: Policy[] = [];
    const read = new RolePolicies(policies);
    const client = read.#iam;
    for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
      for (const { RoleName = '' } of Roles) {
        // The role of dead-letter, for example, is called Augur-deadletterRoleC6183A78-6897D999171B8.
        const name = names.find((each) => RoleName.startsWith(`${stack}-${each.replaceAll('-', '')}Role`));
        if (name === undefined) continue;
        for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
          for (const PolicyName of PolicyNames) {
            const { PolicyDocument = '' } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
            const document = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: Statement[] };
            policies.push({ function: name, RoleName, PolicyName, statements: document.Statement.map(withLists) });
          }
        }
      }
    }
    return read;
  }

  /** The grants on these resources. @param resources names in the stack */
  grants(resources: readonly string[]): Grant[] {
    return this.#policies.flatMap(({ function: name, statements }) =>
      statements.flatMap(({ Action, Resource }) =>
        resources
          .filter((resource) => [Resource].flat().some((arn) => isOf(arn, resource)))
          .flatMap((resource) => [Action].flat().map((action) => ({ function: name, action, resource }))),
      ),
    );
  }

  /** Allows a second action wherever the first one is allowed, on the same resources. */
  async addAction(action: string, added: string): Promise<void> {
    for (const policy of this.#policies) {
      for (const statement of policy.statements) {
        const actions = [statement.Action].flat();
        if (actions.includes(action) && !actions.includes(added)) statement.Action = [...actions, added];
      }
      await this.#put(policy, policy.statements);
    }
  }

  /** Removes grants, calls `during` and restores them. */
  async withoutGrants(grants: readonly Grant[], during: () => Promise<void>): Promise<void> {
    const changed = this.#policies.filter((policy) => grants.some((grant) => grant.function === policy.function));
    try {
      for (const policy of changed) {
        const taken = grants.filter((grant) => grant.function === policy.function);
        await this.#put(policy, taken.reduce(withoutGrant, policy.statements));
      }
      await during();
    } finally {
      for (const policy of changed) await this.#put(policy, policy.statements);
    }
  }

  async #put({ RoleName, PolicyName }: Policy, statements: Statement[]): Promise<void> {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await this.#iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
}

function withLists({ Effect, Action, Resource }: Statement): Statement {
  return { Effect, Action: [Action].flat(), Resource: [Resource].flat() };
}

function withoutGrant(statements: Statement[], { action, resource }: Grant): Statement[] {
  return statements.flatMap((statement) => {
    const [actions, resources] = [[statement.Action].flat(), [statement.Resource].flat()];
    const others = resources.filter((arn) => !isOf(arn, resource));
    if (!actions.includes(action) || others.length === resources.length) return [statement];
    const rest = actions.filter((each) => each !== action);
    return [
      { ...statement, Action: rest },
      { ...statement, Resource: others },
    ].filter(({ Action, Resource }) => Action.length > 0 && Resource.length > 0);
  });
}

/** CloudFormation names a resource after its name in the stack: `Augur-TasksTable88911DC5-…`. */
function isOf(arn: string, resource: string): boolean {
  return new RegExp(`-${resource}[0-9A-F]{8}-`).test(arn);
}
