// The objectives as thresholds: from monitoring/generated, made from the SLO file. A profile may
// loosen one by its name, with a reason; LOAD_THRESHOLDS (p95=1,errors=0) may only tighten.

import { loosened, scenario } from './settings.ts';

type Thresholds = { [metric: string]: string[] };

const promised: Thresholds = JSON.parse(
  open(import.meta.resolve('../../monitoring/generated/k6/thresholds.json')),
);

const tightened = new Map(
  (__ENV.LOAD_THRESHOLDS || '')
    .split(',')
    .filter((one) => one !== '')
    .map((one): [string, number] => {
      const [name, bound] = one.split('=');
      return [name, Number(bound)];
    }),
);

export interface Threshold {
  name: string;
  metric: string;
  expression: string;
  bound: number;
  because?: string;
}

const known: Threshold[] = [];

/** Of metrics about readings, those of one phase only. */
export interface Of {
  phase?: string;
  /** Leaves these out, by name. */
  without?: string[];
}

/** The promises of the SLO file for writes, and freshness. */
export function promises(of: Of = {}): Thresholds {
  const kept: Thresholds = {};
  for (const [metric, expressions] of Object.entries(promised)) {
    const about = of.phase && metric.includes('{') ? metric.replace('}', `,phase:${of.phase}}`) : metric;
    for (const expression of expressions) {
      add(kept, about, expression, of);
    }
  }
  return kept;
}

/** Beside the promises; named by the metric. */
export function own(metric: string, expression: string): Thresholds {
  const kept: Thresholds = {};
  add(kept, metric, expression, {});
  return kept;
}

/** The promised latencies, for other requests. */
export function latenciesOf(route: string): Thresholds {
  const kept: Thresholds = {};
  for (const [metric, expressions] of Object.entries(promised)) {
    if (metric.startsWith('http_req_duration')) {
      for (const expression of expressions) {
        add(kept, metric.replace('route:readings', `route:${route}`), expression, {});
      }
    }
  }
  return kept;
}

/** Every threshold of this run, for the summary. */
export const all = (): Threshold[] => known;

function add(to: Thresholds, metric: string, expression: string, of: Of): void {
  const [, left, sign, right] = /^(.*?)(<=|>=|==|<|>)(.*)$/.exec(expression)!;
  const name = nameOf(metric, left, of);
  if (of.without?.some((one) => name.startsWith(one))) {
    return;
  }
  let bound = Number(right);
  const exception = loosened.find((one) => one.threshold === name);
  if (exception) {
    bound = exception.to;
  }
  const wanted = tightened.get(name);
  if (wanted !== undefined) {
    if (sign.startsWith('<') ? wanted > bound : wanted < bound) {
      throw new Error(`${name}=${wanted} is looser than ${left}${sign}${bound} of ${scenario}: only a profile may loosen, with a reason`);
    }
    bound = wanted;
  }
  const line: Threshold = { name, metric, expression: `${left}${sign}${bound}`, bound };
  if (exception) {
    line.because = exception.because;
  }
  known.push(line);
  (to[metric] ??= []).push(line.expression);
}

function nameOf(metric: string, left: string, of: Of): string {
  const route = /route:(\w+)/.exec(metric)?.[1];
  const prefix = route && route !== 'readings' ? `${route}-` : '';
  const suffix = of.phase ? `-${of.phase}` : '';
  const base = metric.split('{')[0];
  switch (base) {
    case 'http_req_duration':
      return prefix + left.replace(/[()]/g, '') + suffix;
    case 'http_req_failed':
      return `${prefix}errors${suffix}`;
    case 'sensor_fresh':
      return 'fresh';
    default:
      return base.replace(/_/g, '-');
  }
}
