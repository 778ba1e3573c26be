// The same for long (LOAD_SECONDS, or --seconds): leaks, tokens that end, disks that fill.

import { send, watchFreshness } from '../lib/client.ts';
import { parameter } from '../lib/settings.ts';
import { own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const duration = `${parameter('seconds')}s`;
const vus = parameter('vus');
const readings = parameter('readings');

export const options = {
  scenarios: afterWarmup({
    posts: {
      executor: 'constant-arrival-rate', exec: 'post', rate: parameter('rate'), duration,
      preAllocatedVUs: vus, maxVUs: vus, gracefulStop: '30s',
    },
    freshness: { executor: 'constant-vus', exec: 'fresh', vus: 1, duration, gracefulStop: '30s' },
  }),
  thresholds: { ...promises(), ...own('checks', 'rate==1') },
  summaryTrendStats,
};

export const post = () => send(readings);
export const fresh = watchFreshness;
export { warm };
export const handleSummary = summaryOf({ rate: parameter('rate') });
