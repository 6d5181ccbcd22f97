import { randomUUID } from 'node:crypto';
import type { Measurement, PointStore } from '../../bench/influxStandIn.ts';

/** For each measurement, a field that all of its points have. */
const FIELDS: Readonly<Record<Measurement, string>> = {
  logs: 'message',
  tasks: 'task_id',
  interactions: 'payload',
  alerts: 'alert_id',
};

export interface RealInflux extends PointStore {
  /** Runs a Flux query; `bucket: "logs"` in it means this bucket. @throws Error with InfluxDB's message */
  query(flux: string): Promise<Record<string, string>[]>;
  /** Runs an InfluxQL query at `/query?db=<bucket>`. @returns the rows of all its series @throws Error with InfluxDB's message */
  influxQl(query: string): Promise<unknown[]>;
  /** Applies a template, as `influx apply` does. @returns the Flux queries of its dashboards */
  applyDashboard(template: unknown): Promise<string[]>;
}

/**
 * Connects to the InfluxDB that the environment names.
 *
 * @param existing a bucket to use; without it a bucket is created, and deleted by `close`
 */
export async function useRealInflux(existing?: string): Promise<RealInflux> {
  const { INFLUX_URL: url = '', INFLUX_TOKEN: token = '', INFLUX_ORG: org = 'augur' } = process.env;
  const bucket = existing ?? `augur-test-${randomUUID()}`;

  async function request(path: string, method = 'GET', body?: string, type = 'application/json'): Promise<string> {
    const headers = { Authorization: `Token ${token}`, 'Content-Type': type };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`InfluxDB responded ${response.status} to ${method} ${path}: ${text}`);
    return text;
  }

  const { orgs } = JSON.parse(await request(`/api/v2/orgs?org=${org}`)) as { orgs: { id: string }[] };
  const orgID = orgs[0]?.id;
  const undo: string[] = [];
  if (existing === undefined) {
    const wanted = JSON.stringify({ orgID, name: bucket, retentionRules: [] });
    const { id } = JSON.parse(await request('/api/v2/buckets', 'POST', wanted)) as { id: string };
    undo.push(`/api/v2/buckets/${id}`);
  }

  async function query(flux: string): Promise<Record<string, string>[]> {
    const own = flux.replaceAll('bucket: "logs"', `bucket: "${bucket}"`);
    const csv = await request(`/api/v2/query?org=${org}`, 'POST', own, 'application/vnd.flux');
    // Each table begins with a header. No column that the tests read has a comma in its values.
    return csv
      .split('\r\n\r\n')
      .filter((table) => table.trim() !== '')
      .flatMap((table) => {
        const [header = '', ...rows] = table.trim().split('\r\n');
        const names = header.split(',');
        return rows.map((row) => {
          const values = row.split(',');
          return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
        });
      });
  }

  return {
    url,
    token,
    org,
    bucket,
    async count(measurement) {
      const [row] = await query(`from(bucket: "logs") |> range(start: -1d, stop: 1d)
        |> filter(fn: (r) => r._measurement == "${measurement}" and r._field == "${FIELDS[measurement]}")
        |> group() |> count()`);
      return Number(row?._value ?? 0);
    },
    query,
    async influxQl(text) {
      const body = await request(`/query?${new URLSearchParams({ db: bucket, q: text })}`);
      const { results } = JSON.parse(body) as { results: { series?: { values: unknown[] }[]; error?: string }[] };
      return results.flatMap(({ series = [], error }) => {
        if (error !== undefined) throw new Error(error);
        return series.flatMap(({ values }) => values);
      });
    },
    async applyDashboard(template) {
      const body = JSON.stringify({ orgID, template: { contents: template } });
      const { summary, stackID } = JSON.parse(await request('/api/v2/templates/apply', 'POST', body)) as {
        stackID: string;
        summary: { dashboards: { charts: { properties: { queries: { text: string }[] } }[] }[] };
      };
      undo.push(`/api/v2/stacks/${stackID}?orgID=${orgID}`);
      return summary.dashboards.flatMap(({ charts }) =>
        charts.flatMap(({ properties }) => properties.queries.map(({ text }) => text)),
      );
    },
    async close() {
      for (const path of undo) await request(path, 'DELETE');
    },
  };
}
