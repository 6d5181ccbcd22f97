import type { GetParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { createTokenReader } from './influxToken.ts';

function ssmWith(value: string) {
  const inputs: GetParameterCommand['input'][] = [];
  const send = async ({ input }: GetParameterCommand) => {
    inputs.push(input);
    return { Parameter: { Value: value }, $metadata: {} };
  };
  return { ssm: { send }, inputs };
}

describe('the token for InfluxDB', () => {
  it('is read from the SSM parameter, decrypted and without the line feed at the end of a file', async () => {
    const { ssm, inputs } = ssmWith('secret\n');
    const read = createTokenReader({ parameterName: '/augur/influx', ssm });
    expect(inputs).toEqual([]);
    expect(await read()).toBe('secret');
    expect(inputs).toEqual([{ Name: '/augur/influx', WithDecryption: true }]);
  });

  it('is the given one where there is no parameter, without a call of SSM', async () => {
    const { ssm, inputs } = ssmWith('another');
    expect(await createTokenReader({ token: 'secret', ssm })()).toBe('secret');
    expect(inputs).toEqual([]);
  });

  it('cannot be empty', async () => {
    const { ssm } = ssmWith(' \n');
    await expect(createTokenReader({ parameterName: '/augur/influx', ssm })()).rejects.toThrow(
      '/augur/influx is empty',
    );
  });

  it.each([{}, { token: 'secret', parameterName: '/augur/influx' }])('has exactly one source, not %j', (sources) => {
    expect(() => createTokenReader({ ...sources, ssm: ssmWith('').ssm })).toThrow('Either INFLUX_TOKEN or');
  });
});
