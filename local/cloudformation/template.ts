import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** A stack as `cdk synth` wrote it: its template and its file assets. */
export interface SynthesizedStack {
  readonly name: string;
  readonly template: Template;
  /**
   * The directory of a file asset.
   *
   * @param s3Key the asset's key in the template, such as `Code.S3Key` of a function
   * @throws Error when the assembly has no such asset.
   */
  assetDirectory(s3Key: string): string;
}

interface Manifest {
  artifacts: Record<string, { type: string; properties?: { templateFile?: string; stackName?: string } }>;
}

interface AssetManifest {
  files: Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** The resources of one type in a template, with their logical ids. */
export function resourcesOfType({ Resources }: Template, type: string): [logicalId: string, resource: Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/**
 * Reads the only stack of a cloud assembly that has functions. The local host has nothing to run for the other stacks,
 * such as dashboards.
 * Source: "Cloud assembly schema" of the AWS CDK.
 *
 * @param assembly the directory that `cdk synth` wrote, usually `cdk.out`
 * @throws Error when the assembly has no stack with functions, or more than one, or is not complete.
 */
export function readSynthesizedStack(assembly: string): SynthesizedStack {
  const read = <Content>(file: string) => JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Content;
  const stacks = Object.entries(read<Manifest>('manifest.json').artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => ({
      id,
      name: properties?.stackName ?? id,
      template: read<Template>(properties?.templateFile ?? `${id}.template.json`),
    }))
    .filter(({ template }) => Object.values(template.Resources).some(({ Type }) => Type === 'AWS::Lambda::Function'));
  const [only, ...others] = stacks;
  if (!only || others.length > 0) {
    throw new Error(`${assembly} holds ${stacks.length} stacks with functions; one is expected.`);
  }
  const { id, name, template } = only;

  const directories = new Map<string, string>();
  for (const file of Object.values(read<AssetManifest>(`${id}.assets.json`).files)) {
    for (const { objectKey } of Object.values(file.destinations)) {
      directories.set(objectKey, join(assembly, file.source.path));
    }
  }
  return {
    name,
    template,
    assetDirectory(s3Key) {
      const directory = directories.get(s3Key);
      if (directory === undefined) throw new Error(`${assembly} has no asset for the S3 key ${s3Key}.`);
      return directory;
    },
  };
}
