// Ten times as much from one second to the next, and back. The objectives hold before, and again
// from some seconds after it; in between, what is refused is told truthfully.

import { send } from '../lib/client.ts';
import { now, parameter, warmupSeconds } from '../lib/settings.ts';
import { own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const base = parameter('rate');
const vus = parameter('vus');
const readings = parameter('readings');
const calm = parameter('seconds');
const peak = parameter('peak');
const settle = parameter('settle');

const steps = [
  { phase: 'before', seconds: calm, rate: base },
  { phase: 'spike', seconds: peak, rate: base * 10 },
  { phase: 'settling', seconds: settle, rate: base },
  { phase: 'after', seconds: calm, rate: base },
];

export const options = {
  scenarios: afterWarmup({
    posts: {
      executor: 'ramping-arrival-rate', exec: 'post', startRate: base,
      stages: steps.flatMap((step) => [
        { target: step.rate, duration: '0s' },
        { target: step.rate, duration: `${step.seconds}s` },
      ]),
      preAllocatedVUs: vus, maxVUs: vus, gracefulStop: '30s',
    },
  }),
  thresholds: {
    ...promises({ phase: 'before', without: ['fresh'] }),
    ...promises({ phase: 'after', without: ['fresh'] }),
    ...own('checks', 'rate==1'),
    ...own('honest_refusals', 'rate==1'),
  },
  summaryTrendStats,
};

let begun = 0;

export function setup() {
  return now() + warmupSeconds * 1000;
}

export function post(firstAt: number) {
  begun ||= firstAt;
  send(readings, { phase: phase((now() - begun) / 1000), attempts: 1 });
}

function phase(second: number): string {
  let end = 0;
  for (const step of steps) {
    end += step.seconds;
    if (second < end) {
      return step.phase;
    }
  }
  return 'after';
}

export { warm };
export const handleSummary = summaryOf({ steps, readings });
