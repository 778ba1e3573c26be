// Devices that send, and people who look meanwhile: latest reading, the first page, the newest ten. The
// SLO file promises nothing of reads; they are held to the latencies of writes.

import { check } from 'k6';
import exec from 'k6/execution';
import { read, send, watchFreshness } from '../lib/client.ts';
import { observedAt } from '../lib/readings.ts';
import { parameter } from '../lib/settings.ts';
import { latenciesOf, own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const duration = `${parameter('seconds')}s`;
const vus = parameter('vus');
const readings = parameter('readings');
const share = parameter('reads') / 100;

export const options = {
  scenarios: afterWarmup({
    both: {
      executor: 'constant-arrival-rate', exec: 'either', rate: parameter('rate'), duration,
      preAllocatedVUs: vus, maxVUs: vus, gracefulStop: '30s',
    },
    freshness: { executor: 'constant-vus', exec: 'fresh', vus: 1, duration, gracefulStop: '30s' },
  }),
  thresholds: {
    ...promises(),
    ...latenciesOf('reads'),
    ...own('http_req_failed{route:reads}', 'rate<0.002'),
    ...own('checks', 'rate==1'),
  },
  summaryTrendStats,
};

let writtenAt = 0;

export function either() {
  // A sensor is there to be asked for once its first readings are stored.
  const isThere = writtenAt > 0 && Date.now() - writtenAt > 5_000;
  if (!isThere || Math.random() >= share) {
    const done = send(readings);
    writtenAt ||= done ? Date.now() : 0;
    return;
  }
  const from = new Date(observedAt(0)).toISOString();
  switch (exec.vu.iterationInScenario % 3) {
    case 0:
      check(read('latest', 'GET latest'), { 'the latest has a value': (it) => it.json('value') !== undefined });
      break;
    case 1:
      check(read(`readings?from=${from}&limit=100&order=asc`, 'GET readings'), {
        'the first page begins with the first reading': (it) =>
          Date.parse(it.json('readings.0.observedAt') as string) === observedAt(0),
      });
      break;
    default:
      check(read(`readings?from=${from}&limit=10&order=desc`, 'GET newest readings'), {
        'the newest come first': (it) => {
          const page = it.json('readings') as { observedAt: string }[];
          return page.length > 1 && Date.parse(page[0].observedAt) > Date.parse(page[1].observedAt);
        },
      });
  }
}

export const fresh = watchFreshness;
export { warm };
export const handleSummary = summaryOf({ rate: parameter('rate') });
