// Clients with forged tokens, broken bodies, foreign sensors and no patience, beside good ones. The
// objectives of the good ones hold, and each bad one is told what is wrong.

import http from 'k6/http';
import type { RefinedParams } from 'k6/http';
import { check } from 'k6';
import exec from 'k6/execution';
import { send, watchFreshness } from '../lib/client.ts';
import { token } from '../lib/fleet.ts';
import { saw } from '../lib/journal.ts';
import { sensorId } from '../lib/readings.ts';
import { gateway, parameter } from '../lib/settings.ts';
import { own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const duration = `${parameter('seconds')}s`;
const vus = parameter('vus');
const readings = parameter('readings');

export const options = {
  scenarios: afterWarmup({
    good: {
      executor: 'constant-arrival-rate', exec: 'good', rate: parameter('rate'), duration,
      preAllocatedVUs: vus, maxVUs: vus, gracefulStop: '30s',
    },
    bad: {
      executor: 'constant-arrival-rate', exec: 'bad', rate: parameter('bad'), duration,
      preAllocatedVUs: 20, maxVUs: 40, gracefulStop: '30s',
    },
    freshness: { executor: 'constant-vus', exec: 'fresh', vus: 1, duration, gracefulStop: '30s' },
  }),
  thresholds: { ...promises(), ...own('checks', 'rate==1') },
  summaryTrendStats,
};

export const good = () => send(readings);
export const fresh = watchFreshness;

let large = '';

/** More readings than a request may have. Made when first needed: most users never do. */
const tooMany = () => (large ||= `${reading(sensorId(), '1')}\n`.repeat(10_001));

interface Bad {
  name: string;
  /** What it may be told; a limit of bad tokens or of requests may come before. */
  expected: number[];
  send: () => { body: string; headers: { [name: string]: string } };
}

const json = (authorization: string | undefined, body: string) => ({
  body,
  headers: {
    'Content-Type': 'application/json',
    ...(authorization === undefined ? {} : { Authorization: authorization }),
  },
});

const reading = (sensor: string, value: string, at = '') =>
  `{"sensorId":"${sensor}"${at && `,"observedAt":"${at}"`},"value":${value}}`;

const kinds: Bad[] = [
  { name: 'no token', expected: [401, 429], send: () => json(undefined, reading('a', '1')) },
  { name: 'no such token', expected: [401, 429], send: () => json('Bearer x.y.z', reading('a', '1')) },
  { name: 'forged signature', expected: [401, 429], send: () => json(`Bearer ${forged()}`, reading('a', '1')) },
  { name: 'foreign sensor', expected: [403, 422], send: () => json(bearer(), reading('not/mine', '1')) },
  { name: 'broken JSON', expected: [400, 422], send: () => json(bearer(), '{"sensorId":') },
  { name: 'no number', expected: [422], send: () => json(bearer(), reading(sensorId(), '"wet"')) },
  { name: 'long ago', expected: [422], send: () => json(bearer(), reading(sensorId(), '1', '1999-01-01T00:00:00Z')) },
  { name: 'too many', expected: [413], send: () => ({ body: tooMany(), headers: { Authorization: bearer(), 'Content-Type': 'application/x-ndjson' } }) },
  {
    name: 'no gzip',
    expected: [400],
    send: () => ({ body: 'this is no gzip', headers: { Authorization: bearer(), 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' } }),
  },
];

const bearer = () => `Bearer ${token()}`;

function forged(): string {
  const [head, claims, signature] = token().split('.');
  return `${head}.${claims}.${signature.split('').reverse().join('')}`;
}

const anything = http.expectedStatuses({ min: 200, max: 499 });

export function bad() {
  const kind = kinds[exec.scenario.iterationInTest % kinds.length];
  const { body, headers } = kind.send();
  const params: RefinedParams<'text'> = {
    headers,
    tags: { route: 'bad', name: `bad: ${kind.name}` },
    timeout: '20s',
    responseType: 'text',
    responseCallback: anything,
  };
  const answer = http.post(`${gateway}/v1/readings`, body, params);
  // A device that is too fast because it is as many users as others: 429 is no surprise for any.
  check(answer, {
    [`${kind.name} is refused with ${kind.expected.join(' or ')}`]: (it) =>
      kind.expected.includes(it.status) || it.status === 429,
  });
  saw('bad', answer.status, answer.timings.duration);
}

export { warm };
export const handleSummary = summaryOf();
