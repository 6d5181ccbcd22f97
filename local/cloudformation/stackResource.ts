import type * as z from 'zod';
import type { Resolve } from './intrinsics.ts';
import { effectiveProperties } from './knownProperties.ts';
import { type Resource, resourcesOfType, type Template } from './template.ts';

/** A resource of a stack, with its values on this machine. They are resolved when they are read. */
export class StackResource {
  readonly logicalId: string;
  readonly #resource: Resource;
  readonly #resolve: Resolve;

  constructor(logicalId: string, resource: Resource, resolve: Resolve) {
    this.logicalId = logicalId;
    this.#resource = resource;
    this.#resolve = resolve;
  }

  /** The value of `Ref`. */
  get ref(): string {
    return String(this.#resolve({ Ref: this.logicalId }));
  }

  /** The value of `Fn::GetAtt`. */
  attribute(name: string): string {
    return String(this.#resolve({ 'Fn::GetAtt': [this.logicalId, name] }));
  }

  /**
   * The properties, as far as they have an effect on this machine.
   *
   * @throws Error that names the resource and the first property that does not fit the schema.
   */
  properties<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    const { Type, Properties = {} } = this.#resource;
    return parseProperties(this.logicalId, schema, this.#resolve(effectiveProperties(Type, Properties)));
  }
}

/**
 * Parses properties, or a part of them, that are resolved.
 *
 * @throws Error that names the resource and the first property that does not fit the schema.
 */
export function parseProperties<Schema extends z.ZodType>(
  logicalId: string,
  schema: Schema,
  properties: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const property = issue?.path.join('.');
  throw new Error(`${logicalId} sets ${property} to an unsupported value (${issue?.message.toLowerCase()}).`);
}

/** The resources of one type in a template. */
export function stackResources(template: Template, type: string, resolve: Resolve): StackResource[] {
  return resourcesOfType(template, type).map(
    ([logicalId, resource]) => new StackResource(logicalId, resource, resolve),
  );
}
