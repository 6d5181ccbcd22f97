/** The values of a gateway response's variables, for one error and one request. */
export interface TemplateContext {
  readonly error: { readonly message: string; readonly responseType: string };
  readonly request: {
    readonly requestId: string;
    readonly httpMethod: string;
    readonly path: string;
    readonly sourceIp: string;
  };
}

type Variable = (context: TemplateContext) => string;

/** A parsed template: literal text and variables, in turn. */
export type ResponseTemplate = readonly (string | Variable)[];

/**
 * The supported variables, after `$context.`.
 * Source: API Gateway Developer Guide, "Variables for data models and mapping templates".
 */
const VARIABLES: Readonly<Record<string, Variable>> = {
  'error.message': ({ error }) => escapeJson(error.message),
  'error.messageString': ({ error }) => JSON.stringify(error.message),
  'error.responseType': ({ error }) => error.responseType,
  httpMethod: ({ request }) => escapeJson(request.httpMethod),
  'identity.sourceIp': ({ request }) => escapeJson(request.sourceIp),
  path: ({ request }) => escapeJson(request.path),
  requestId: ({ request }) => request.requestId,
};

/** Escapes a text for use between the quotes of a JSON string. */
function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * Parses the template of a gateway response.
 *
 * @param logicalId of the gateway response, for the error
 * @throws Error that names a variable that is not supported on this machine.
 */
export function parseResponseTemplate(template: string, logicalId: string): ResponseTemplate {
  return template.split(/(\$(?:context\.\w+(?:\.\w+)*|\w[\w.]*))/).map((part, index) => {
    if (index % 2 === 0 || /^\$\d/.test(part)) return part;
    const variable = VARIABLES[part.slice('$context.'.length)];
    if (!part.startsWith('$context.') || !variable) {
      throw new Error(`${logicalId} sets ResponseTemplates with ${part}, which is not supported on this machine.`);
    }
    return variable;
  });
}

export function renderResponseTemplate(template: ResponseTemplate, context: TemplateContext): string {
  return template.map((part) => (typeof part === 'string' ? part : part(context))).join('');
}
