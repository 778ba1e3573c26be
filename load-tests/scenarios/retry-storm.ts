// Clients that do not hear, or do not believe, the answer: the same readings again and again, several
// at a time, given up half-way, with and without Idempotency-Key. Each is stored once.

import http from 'k6/http';
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { judge, request, send, sendBatch } from '../lib/client.ts';
import { body, take, UNSTAMPED } from '../lib/readings.ts';
import { gateway, parameter, run } from '../lib/settings.ts';
import { own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const readings = parameter('readings');

export const options = {
  scenarios: afterWarmup({
    storm: {
      executor: 'constant-vus', exec: 'storm', vus: parameter('vus'),
      duration: `${parameter('seconds')}s`, gracefulStop: '30s',
    },
  }),
  // Only requests that are not given up on purpose count as failed.
  thresholds: { ...promises({ without: ['fresh'] }), ...own('checks', 'rate==1') },
  summaryTrendStats,
};

let keys = 0;
const newKey = () => `${run}-${exec.vu.idInTest}-${keys++}`;

export function storm() {
  givenUp();
  atOnce();
  keyed();
  withoutTime();
  sleep(parameter('pause'));
}

/** Hangs up after a few milliseconds, and sends the same until it is told 202. */
function givenUp() {
  const batch = take(readings);
  sendBatch(batch, { route: 'abandoned', attempts: 1, timeout: '4ms' });
  sendBatch(batch, { again: true });
  sendBatch(batch, { again: true });
}

/** The same three times at the same moment. */
function atOnce() {
  const batch = take(readings);
  sendBatch(batch);
  const same = { method: 'POST', url: `${gateway}/v1/readings`, body: body(batch), params: request(batch, {}) };
  for (const answer of http.batch([same, same, same])) {
    judge(answer as never, batch, {});
  }
}

/** The same under one key: the first answer again. */
function keyed() {
  const key = newKey();
  const batch = take(readings);
  sendBatch(batch, { key });
  const again = http.post(`${gateway}/v1/readings`, body(batch), request(batch, { key }));
  check(again, { 'the key gets the first answer': (it) => it.headers['Idempotency-Replayed'] === 'true' });
  judge(again, batch, {});
}

/** Without a time of their own only the key makes them one reading. */
function withoutTime() {
  const key = newKey();
  const batch = take(1, UNSTAMPED);
  sendBatch(batch, { key });
  sendBatch(batch, { key, again: true });
  sendBatch(batch, { key, again: true });
}

export { warm };
export const handleSummary = summaryOf();
