import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { INFLUX, stackUnderTest, synthesize } from '../../tests/infra/stackUnderTest.ts';
import { functionName, functions } from '../functions.ts';
import { DashboardStack } from './dashboardStack.ts';

interface Widget {
  readonly properties: { readonly title: string; readonly query?: string; readonly metrics?: Metric[] };
}
/** Namespace, metric name, names and values of dimensions in turn, then how the metric is shown. */
type Metric = (string | { readonly label?: string })[];

function dashboardTemplate(influx?: typeof INFLUX): Template {
  const { functionNames } = stackUnderTest(influx && { influx });
  return Template.fromStack(
    new DashboardStack(new App({ analyticsReporting: false }), 'Dashboard', { of: 'Augur', functionNames }),
  );
}

function widgets(template = dashboardTemplate(INFLUX)): Widget[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = dashboard?.Properties.DashboardBody;
  // The metrics carry the stack's region, so the body is text around a reference to it.
  const text =
    typeof body === 'string'
      ? body
      : body['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'region')).join('');
  return JSON.parse(text).widgets;
}

const widget = (title: string, within = widgets()) =>
  within.find(({ properties }) => properties.title === title)?.properties;

const everyFunction = Object.keys(functions)
  .map((folder) => `Augur-${functionName(folder)}`)
  .sort();

describe('the dashboard', () => {
  it('is in a stack of its own', () => {
    dashboardTemplate().resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    synthesize().resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });

  it('shows every metric that the functions publish', () => {
    const shown = new Set(widgets().flatMap(({ properties }) => (properties.metrics ?? []).map(([, name]) => name)));
    for (const name of ['Accepted', 'Succeeded', 'Failed', 'Rejected', 'QueueWait', 'ProcessingTime']) {
      expect(shown).toContain(name);
    }
  });

  it('shows the rejected inputs of submit and store, by guardrail', () => {
    const rejected = widget('Rejected inputs a minute, by guardrail')?.metrics?.map(([namespace, name, ...rest]) => {
      expect([namespace, name]).toEqual(['Augur', 'Rejected']);
      const dimensions = rest.filter((part) => typeof part === 'string');
      return dimensions.join(' ');
    });
    expect(rejected?.sort()).toEqual(
      ['dangerous-data', 'personal-data', 'yes-no-question'].flatMap((rule) =>
        ['store', 'submit'].map((service) => `rule ${rule} service ${service}`),
      ),
    );
  });

  it('shows the failed invocations of every function', () => {
    const failed = widget('Failed invocations a minute, by function')?.metrics?.map(
      ([namespace, name, dimension, value]) => {
        expect([namespace, name, dimension]).toEqual(['AWS/Lambda', 'Errors', 'FunctionName']);
        return value;
      },
    );
    expect(failed?.sort()).toEqual(everyFunction);
  });

  it('shows the newest warnings and errors of every function', () => {
    const logGroups = widget('Newest warnings and errors')?.query?.match(/SOURCE '[^']+'/g);
    expect(logGroups?.sort()).toEqual(everyFunction.map((name) => `SOURCE '/aws/lambda/${name}'`));
  });

  it('leaves telemetry out where the stack has none: a query fails whose log group does not exist', () => {
    expect(JSON.stringify(widgets(dashboardTemplate()))).not.toContain('telemetry');
  });
});
