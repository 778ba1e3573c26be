// Many devices at once, each sending a few readings every few seconds.

import { sleep } from 'k6';
import exec from 'k6/execution';
import { send, watchFreshness } from '../lib/client.ts';
import { parameter } from '../lib/settings.ts';
import { own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const duration = `${parameter('seconds')}s`;
const pause = parameter('pause');
const readings = parameter('readings');

export const options = {
  scenarios: afterWarmup({
    devices: {
      executor: 'constant-vus', exec: 'device', vus: parameter('vus'), duration, gracefulStop: '30s',
    },
    freshness: { executor: 'constant-vus', exec: 'fresh', vus: 1, duration, gracefulStop: '30s' },
  }),
  thresholds: { ...promises(), ...own('checks', 'rate==1') },
  summaryTrendStats,
};

export function device() {
  if (exec.vu.iterationInScenario === 0) {
    // Devices are not switched on in the same millisecond.
    sleep(Math.random() * pause);
  }
  const began = Date.now();
  send(readings);
  sleep(Math.max(pause - (Date.now() - began) / 1000, 0));
}

export const fresh = watchFreshness;
export { warm };
export const handleSummary = summaryOf();
