import { describe, expect, it } from 'vitest';
import { readInflux } from './influx.ts';

const url = 'http://127.0.0.1:8086';

describe('the InfluxDB that telemetry writes to', () => {
  it.each([[{}], [{ INFLUX_URL: '' }], [{ INFLUX_BUCKET: 'logs' }]])('is undefined with %j', (variables) => {
    expect(readInflux(variables)).toBeUndefined();
  });

  it('is the bucket logs of the organization augur, unless the variables name others', () => {
    expect(readInflux({ INFLUX_URL: url, INFLUX_ORG: '' })).toEqual({ url, org: 'augur', bucket: 'logs' });
    expect(readInflux({ INFLUX_URL: url, INFLUX_ORG: 'o', INFLUX_BUCKET: 'b' })).toEqual({
      url,
      org: 'o',
      bucket: 'b',
    });
  });

  it.each(['127.0.0.1:8086', 'influx', 'ftp://influx'])('is rejected where its URL is %s', (INFLUX_URL) => {
    expect(() => readInflux({ INFLUX_URL })).toThrow('INFLUX_URL is not the URL of an InfluxDB');
  });
});
