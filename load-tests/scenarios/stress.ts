// More and more, until it is too much. What counts is how: what was acknowledged is kept, what is
// refused is told truthfully. ./platform load finds the knee: the last step within the objectives
// that also got what it offered.

import { send } from '../lib/client.ts';
import { parameter } from '../lib/settings.ts';
import { own } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const vus = parameter('vus');
const readings = parameter('readings');
const stepSeconds = parameter('seconds');
const steps: { at: number; seconds: number; rate: number }[] = [];
for (let i = 0; i < parameter('steps'); i++) {
  steps.push({
    at: i * stepSeconds,
    seconds: stepSeconds,
    rate: Math.round(parameter('rate') * parameter('factor') ** i),
  });
}

export const options = {
  scenarios: afterWarmup({
    steps: {
      executor: 'ramping-arrival-rate', exec: 'post', startRate: steps[0].rate,
      stages: steps.flatMap((step) => [
        { target: step.rate, duration: '0s' },
        { target: step.rate, duration: `${step.seconds}s` },
      ]),
      preAllocatedVUs: vus, maxVUs: vus, gracefulStop: '30s',
    },
  }),
  thresholds: { ...own('checks', 'rate==1'), ...own('honest_refusals', 'rate==1') },
  summaryTrendStats,
};

export const post = () => send(readings, { attempts: 1 });
export { warm };
export const handleSummary = summaryOf({ steps, readings });
