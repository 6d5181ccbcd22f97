import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

/** A resource of a CloudFormation template that has properties. */
export interface TemplateResource {
  Type: string;
  Properties: Record<string, unknown>;
}

/**
 * Copies the tests' cloud assembly and changes the resources of the copy.
 *
 * @returns the directory of the copy
 */
export async function changeAssembly(change: (resources: TemplateResource[]) => void): Promise<string> {
  const assembly = join(await mkdtemp(join(tmpdir(), 'augur-assembly-')), 'cdk.out');
  await cp(inject('assembly'), assembly, { recursive: true });
  const file = join(assembly, 'Augur.template.json');
  const template = JSON.parse(await readFile(file, 'utf8')) as { Resources: Record<string, TemplateResource> };
  change(Object.values(template.Resources));
  await writeFile(file, JSON.stringify(template));
  return assembly;
}

/** The environment variables of a function. */
export function environmentOf({ Properties }: TemplateResource): Record<string, unknown> {
  return (Properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};
}
