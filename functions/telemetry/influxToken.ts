import { GetParameterCommand, type GetParameterCommandOutput } from '@aws-sdk/client-ssm';

export interface InfluxTokenOptions {
  /** The token itself. */
  readonly token?: string | undefined;
  /** The name of the SSM parameter that has the token. */
  readonly parameterName?: string | undefined;
  readonly ssm: { send(command: GetParameterCommand): Promise<GetParameterCommandOutput> };
}

/**
 * Where the token for InfluxDB comes from: an SSM parameter (SecureString), so that whoever may read the function's
 * configuration cannot read the token, or the token itself on endpoints of one machine.
 *
 * @returns a function that reads the token, each time anew
 * @throws Error unless exactly one of the two is given
 */
export function createTokenReader({ token, parameterName, ssm }: InfluxTokenOptions): () => Promise<string> {
  if ((token === undefined) === (parameterName === undefined)) {
    throw new Error('Either INFLUX_TOKEN or INFLUX_TOKEN_PARAMETER has to be set, and not both');
  }
  if (token !== undefined) return async () => token;
  return async () => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameterName, WithDecryption: true }));
    // A parameter that was set from a file ends in a line feed.
    const value = Parameter?.Value?.trim();
    if (!value) throw new Error(`The SSM parameter ${parameterName} is empty`);
    return value;
  };
}
