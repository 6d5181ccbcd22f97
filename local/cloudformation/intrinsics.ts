/** A resource on this machine: its value for `Ref`, and its attributes for `Fn::GetAtt`. */
export interface PhysicalResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ResolverOptions {
  /** By logical id. */
  readonly resources: ReadonlyMap<string, PhysicalResource>;
  /** Parameters and pseudo parameters, such as `AWS::Region`, by name. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Replaces the intrinsic functions in a value of a template with their results. */
export type Resolve = (value: unknown) => unknown;

/**
 * Creates a function that resolves values of a template.
 * Source: CloudFormation's Template Reference, "Intrinsic function reference".
 *
 * @returns a function that throws an Error when a reference or an intrinsic function is unknown; the error names it
 */
export function createResolver({ resources, parameters }: ResolverOptions): Resolve {
  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (first && entries.length === 1) {
      const [name, argument] = first;
      if (name === 'Ref') return reference(argument);
      if (name.startsWith('Fn::')) return call(name, argument);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item)]));
  }

  function reference(name: unknown): string {
    const found = resources.get(String(name))?.ref ?? parameters.get(String(name));
    if (found === undefined) throw new Error(`The template refers to ${name}, which is not known on this machine.`);
    return found;
  }

  function attribute(logicalId: string, name: string): string {
    const found = resources.get(logicalId)?.attributes[name];
    if (found === undefined)
      throw new Error(`The template refers to ${logicalId}.${name}, which is not known on this machine.`);
    return found;
  }

  function call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Fn::GetAtt': {
        const [logicalId, ...path] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
        return attribute(String(logicalId), path.join('.'));
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown];
        return (resolve(parts) as unknown[]).join(separator);
      }
      case 'Fn::Sub': {
        const [text, variables] =
          typeof argument === 'string' ? [argument, {}] : (argument as [string, Record<string, unknown>]);
        return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, variable: string) => {
          if (literal) return `\${${variable}}`;
          if (variable in variables) return String(resolve(variables[variable]));
          const [logicalId, ...path] = variable.split('.');
          return path.length > 0 ? attribute(String(logicalId), path.join('.')) : reference(variable);
        });
      }
      case 'Fn::Select': {
        const [index, list] = argument as [string | number, unknown];
        return (resolve(list) as unknown[])[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return String(resolve(text)).split(separator);
      }
      default:
        throw new Error(`The template uses ${name}, which is not known on this machine.`);
    }
  }

  return resolve;
}
