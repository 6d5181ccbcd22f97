import { describe, expect, it } from 'vitest';
import { readInflux } from './influx.ts';

const url = 'http://127.0.0.1:8086';

describe('where telemetry goes', () => {
  it.each([[{}], [{ INFLUX_URL: '' }], [{ INFLUX_BUCKET: 'logs' }]])('is nowhere with %j', (variables) => {
    expect(readInflux(variables)).toBeUndefined();
  });

  it('is the bucket logs of augur, or what is said', () => {
    expect(readInflux({ INFLUX_URL: url, INFLUX_ORG: '' })).toEqual({ url, org: 'augur', bucket: 'logs' });
    expect(readInflux({ INFLUX_URL: url, INFLUX_ORG: 'o', INFLUX_BUCKET: 'b' })).toEqual({
      url,
      org: 'o',
      bucket: 'b',
    });
  });

  it.each(['127.0.0.1:8086', 'influx', 'ftp://influx'])('is not %s', (INFLUX_URL) => {
    expect(() => readInflux({ INFLUX_URL })).toThrow('INFLUX_URL is not the URL of an InfluxDB');
  });
});
