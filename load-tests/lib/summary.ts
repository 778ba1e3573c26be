// What is kept of a run: small, the same for each scenario. ./platform load adds what the oracle
// counted.

import { all } from './thresholds.ts';
import { profileName, run, scenario, started, summaryFile } from './settings.ts';

interface Metric {
  values: { [name: string]: number };
  thresholds?: { [expression: string]: { ok: boolean } };
}

interface Data {
  metrics: { [name: string]: Metric };
  state: { testRunDurationMs: number };
}

export const summaryTrendStats = ['avg', 'med', 'p(95)', 'p(99)', 'max', 'count'];

/** The function that k6 calls at the end. */
export const summaryOf =
  (plan: object = {}) =>
  (data: Data): { [file: string]: string } => {
    const value = (metric: string, name: string) => {
      const values = data.metrics[metric]?.values ?? {};
      // A rate of nothing is 0 for k6, and null here.
      return values.passes === 0 && values.fails === 0 ? null : values[name] ?? null;
    };
    const good = 'http_req_duration{route:readings,expected_response:true}';
    const summary = {
      scenario,
      profile: profileName,
      run,
      started,
      seconds: data.state.testRunDurationMs / 1000,
      plan,
      thresholds: all().map((one) => ({
        ...one,
        value: value(one.metric, statistic(one.expression)),
        ok: data.metrics[one.metric]?.thresholds?.[one.expression]?.ok ?? null,
      })),
      metrics: {
        requests: value('http_reqs', 'count'),
        p50: value(good, 'med'),
        p95: value(good, 'p(95)'),
        p99: value(good, 'p(99)'),
        max: value(good, 'max'),
        failed: value('http_req_failed{route:readings}', 'rate'),
        readingsSent: value('readings_sent', 'count'),
        readingsAcknowledged: value('readings_acknowledged', 'count'),
        fresh: value('sensor_fresh', 'rate'),
        honest: value('honest_refusals', 'rate'),
        dropped: value('dropped_iterations', 'count'),
        virtualUsers: value('vus_max', 'max'),
      },
    };
    return { [summaryFile]: JSON.stringify(summary, null, 1) };
  };

const statistic = (expression: string): string => /^(.*?)(<|>|=)/.exec(expression)![1];
