import { randomUUID } from 'node:crypto';
import type { Measurement, PointStore } from './fakeInflux.ts';

/** A field that every point of the measurement has. */
const FIELDS: Readonly<Record<Measurement, string>> = {
  logs: 'message',
  tasks: 'task_id',
  interactions: 'payload',
  alerts: 'alert_id',
};

/** The InfluxDB that the environment names, with a bucket of its own, which is gone afterwards. */
export async function useRealInflux(): Promise<PointStore> {
  const { INFLUX_URL: url = '', INFLUX_TOKEN: token = '', INFLUX_ORG: org = 'augur' } = process.env;
  const bucket = `augur-test-${randomUUID()}`;

  async function request(path: string, method = 'GET', body?: string, type = 'application/json'): Promise<string> {
    const headers = { Authorization: `Token ${token}`, 'Content-Type': type };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`InfluxDB answers ${response.status} to ${method} ${path}: ${text}`);
    return text;
  }

  const { orgs } = JSON.parse(await request(`/api/v2/orgs?org=${org}`)) as { orgs: { id: string }[] };
  const wanted = JSON.stringify({ orgID: orgs[0]?.id, name: bucket, retentionRules: [] });
  const { id } = JSON.parse(await request('/api/v2/buckets', 'POST', wanted)) as { id: string };
  return {
    url,
    token,
    org,
    bucket,
    async count(measurement) {
      const query = `from(bucket: "${bucket}") |> range(start: -1d, stop: 1d)
        |> filter(fn: (r) => r._measurement == "${measurement}" and r._field == "${FIELDS[measurement]}")
        |> group() |> count()`;
      const csv = await request(`/api/v2/query?org=${org}`, 'POST', query, 'application/vnd.flux');
      const [header = '', row = ''] = csv.trim().split('\r\n');
      return Number(row.split(',')[header.split(',').indexOf('_value')] ?? 0);
    },
    async end() {
      await request(`/api/v2/buckets/${id}`, 'DELETE');
    },
  };
}
