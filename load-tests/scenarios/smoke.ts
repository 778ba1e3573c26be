// Does it work at all, within the objectives: single readings, batches as lines and gzip, freshness.

import { send, watchFreshness } from '../lib/client.ts';
import { parameter } from '../lib/settings.ts';
import { own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const duration = `${parameter('seconds')}s`;
const rate = parameter('rate');

export const options = {
  scenarios: afterWarmup({
    singles: {
      executor: 'constant-arrival-rate', exec: 'single', rate, duration,
      preAllocatedVUs: 20, maxVUs: 20, gracefulStop: '30s',
    },
    batches: {
      executor: 'constant-arrival-rate', exec: 'batch', rate: 2, duration,
      preAllocatedVUs: 5, maxVUs: 5, gracefulStop: '30s',
    },
    freshness: { executor: 'constant-vus', exec: 'fresh', vus: 1, duration, gracefulStop: '30s' },
  }),
  thresholds: { ...promises(), ...own('checks', 'rate==1') },
  summaryTrendStats,
};

export const single = () => send(1);
export const batch = () => send(100);
export const fresh = watchFreshness;
export { warm };
export const handleSummary = summaryOf();
