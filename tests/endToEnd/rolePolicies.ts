import {
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { functionName, functions } from '../../infra/functions.ts';

const names = Object.keys(functions).map(functionName);

/** The right of a function to one action on one resource. */
export interface Grant {
  /** The function's name in the stack, such as `dead-letter`. */
  readonly function: string;
  readonly action: string;
  /** What the resource is called in the stack, such as `TasksTable`. */
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

/** The policies of the roles that a stack's functions have, as they are deployed. */
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
        // The role of dead-letter is called Augur-deadletterRoleC6183A78-6897D999171B8.
        const name = names.find((each) => RoleName.startsWith(`${stack}-${each.replaceAll('-', '')}Role`));
        if (name === undefined) continue;
        for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
          for (const PolicyName of PolicyNames) {
            const { PolicyDocument = '' } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
            const document = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: Statement[] };
            policies.push({ function: name, RoleName, PolicyName, statements: document.Statement.map(listed) });
          }
        }
      }
    }
    return read;
  }

  /** @param resources what the resources are called in the stack; no other is looked at */
  grants(resources: readonly string[]): Grant[] {
    return this.#policies.flatMap(({ function: name, statements }) =>
      statements.flatMap(({ Action, Resource }) =>
        resources
          .filter((resource) => [Resource].flat().some((arn) => isOf(arn, resource)))
          .flatMap((resource) => [Action].flat().map((action) => ({ function: name, action, resource }))),
      ),
    );
  }

  /** Lets whoever may do an action do another one as well, on the same resources. */
  async addBeside(action: string, other: string): Promise<void> {
    for (const policy of this.#policies) {
      for (const statement of policy.statements) {
        const actions = [statement.Action].flat();
        if (actions.includes(action) && !actions.includes(other)) statement.Action = [...actions, other];
      }
      await this.#put(policy, policy.statements);
    }
  }

  /** Does something while nobody has these rights, and then gives them back. */
  async without(grants: readonly Grant[], whatThen: () => Promise<void>): Promise<void> {
    const changed = this.#policies.filter((policy) => grants.some((grant) => grant.function === policy.function));
    try {
      for (const policy of changed) {
        const taken = grants.filter((grant) => grant.function === policy.function);
        await this.#put(policy, taken.reduce(withoutGrant, policy.statements));
      }
      await whatThen();
    } finally {
      for (const policy of changed) await this.#put(policy, policy.statements);
    }
  }

  async #put({ RoleName, PolicyName }: Policy, statements: Statement[]): Promise<void> {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await this.#iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
}

function listed({ Effect, Action, Resource }: Statement): Statement {
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

/** CloudFormation's name of a resource begins with what it is called in the stack: Augur-TasksTable88911DC5-… */
function isOf(arn: string, resource: string): boolean {
  return new RegExp(`-${resource}[0-9A-F]{8}-`).test(arn);
}
