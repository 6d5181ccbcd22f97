import { validateHeaderName, validateHeaderValue } from 'node:http';

/**
 * Returns the response template for JSON.
 *
 * @param logicalId of the resource, for the error
 * @throws Error when there is a template for another media type.
 */
export function jsonTemplate(logicalId: string, templates: Readonly<Record<string, string>>): string | undefined {
  const other = Object.keys(templates).find((type) => type !== 'application/json');
  if (other) {
    throw new Error(
      `${logicalId} sets ResponseTemplates for ${other}. Only application/json is supported on this machine.`,
    );
  }
  return templates['application/json'];
}

/**
 * Returns the headers that response parameters set to literals, which templates have in single quotes.
 *
 * @param logicalId of the resource, for the error
 * @param parameters such as `{ "method.response.header.Allow": "'GET'" }`
 * @param prefix of the parameters, before the header's name
 * @throws Error when a parameter is not a literal header, or not valid in HTTP.
 */
export function literalHeaders(
  logicalId: string,
  parameters: Readonly<Record<string, string>>,
  prefix: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([parameter, value]) => {
      const [, literal] = /^'(.*)'$/s.exec(value) ?? [];
      const problem = `${logicalId} sets ${parameter} to ${JSON.stringify(value)}`;
      if (!parameter.startsWith(prefix) || literal === undefined) {
        throw new Error(`${problem}. Only literal headers are supported on this machine.`);
      }
      const name = parameter.slice(prefix.length);
      try {
        validateHeaderName(name);
        validateHeaderValue(name, literal);
      } catch (cause) {
        throw new Error(`${problem}, which is not valid in HTTP.`, { cause });
      }
      return [name, literal];
    }),
  );
}
