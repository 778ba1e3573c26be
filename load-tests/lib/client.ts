// How a well-behaved device sends: waits as it is told, and sends the same again.

import http from 'k6/http';
import type { RefinedParams, RefinedResponse } from 'k6/http';
import { check, sleep } from 'k6';
import { Counter, Rate } from 'k6/metrics';
import { forgetToken, retryAfter, token } from './fleet.ts';
import { saw, wrote } from './journal.ts';
import type { Fate } from './journal.ts';
import { body, contentType, observedAt, sensorId, take } from './readings.ts';
import type { Batch } from './readings.ts';
import { gateway } from './settings.ts';

/** Distinct readings, at their first attempt: what was sent and is not told of is unknown. */
const sent = new Counter('readings_sent');
const acknowledged = new Counter('readings_acknowledged');
/** Refusals that say when to come back, of all refusals. */
const honest = new Rate('honest_refusals');
/** Readings that could be queried within 5 s. */
const fresh = new Rate('sensor_fresh');

const FRESH_MS = 5_000;
const LOOK_EVERY_S = 0.25;
const TIMEOUT = '20s';

// Only 202 is a success: a client that keeps to its limits is promised that (docs/slo.md), so also
// a 429 counts as failed for it.
const only202 = http.expectedStatuses(202);
const only200 = http.expectedStatuses(200);

export interface How {
  /** Tag of the requests; the objectives are about `readings`. */
  route?: string;
  phase?: string;
  key?: string;
  attempts?: number;
  timeout?: string;
  /** Whether these were sent before. */
  again?: boolean;
}

/** Sends new readings; whether they were acknowledged. */
export const send = (count: number, how: How = {}): boolean => sendBatch(take(count), how);

/** Sends these, and again as told; whether they were acknowledged. */
export function sendBatch(batch: Batch, how: How = {}): boolean {
  if (!how.again) {
    sent.add(batch.count);
  }
  const attempts = how.attempts ?? 3;
  for (let attempt = 1; ; attempt++) {
    const answer = http.post(`${gateway}/v1/readings`, body(batch), request(batch, how));
    const fate = judge(answer, batch, how);
    if (fate === 'A') {
      if (!how.again) {
        acknowledged.add(batch.count);
      }
      return true;
    }
    if (attempt >= attempts || (fate === 'R' && !mayPass(answer.status))) {
      return false;
    }
    sleep(retryAfter(answer.headers['Retry-After']));
  }
}

export function request(batch: Batch, how: How): RefinedParams<'text'> {
  const tags: { [name: string]: string } = { route: how.route ?? 'readings', name: 'POST /v1/readings' };
  if (how.phase) {
    tags.phase = how.phase;
  }
  const headers: { [name: string]: string } = {
    Authorization: `Bearer ${token()}`,
    'Content-Type': contentType(batch),
  };
  if (how.key) {
    headers['Idempotency-Key'] = `"${how.key}"`;
  }
  return {
    headers,
    tags,
    timeout: how.timeout ?? TIMEOUT,
    responseType: 'text',
    responseCallback: only202,
    ...(batch.count >= 20 ? { compression: 'gzip' } : {}),
  };
}

/** What the answer says of the batch, noted in the journal. */
export function judge(answer: RefinedResponse<'text'>, batch: Batch, how: How): Fate {
  const status = answer.status;
  let fate: Fate = status >= 400 && status < 500 ? 'R' : 'U';
  if (status === 202) {
    // All or nothing here: none of these readings is wrong.
    fate = check(answer, { 'all are accepted': (it) => accepted(it) === batch.count }) ? 'A' : 'U';
  } else {
    if (how.timeout === undefined) {
      honest.add(isHonest(answer));
    }
    if (status === 401) {
      forgetToken();
    }
  }
  wrote(fate, status, answer.timings.duration, how.route ?? 'readings', batch);
  return fate;
}

const accepted = (answer: RefinedResponse<'text'>): number =>
  (answer.json() as { accepted?: number }).accepted ?? -1;

// 408, 409 and 429 are about now; 401 may be about a token that has just ended.
const mayPass = (status: number): boolean =>
  status === 401 || status === 408 || status === 409 || status === 429;

const isHonest = (answer: RefinedResponse<'text'>): boolean =>
  ((answer.status === 429 || answer.status === 503) && answer.headers['Retry-After'] !== undefined) ||
  answer.status === 504;

/** Asks for something of this user's own sensor. */
export function read(what: string, name: string): RefinedResponse<'text'> {
  const answer = http.get(`${gateway}/v1/sensors/${sensorId()}/${what}`, {
    headers: { Authorization: `Bearer ${token()}` },
    tags: { route: 'reads', name },
    timeout: TIMEOUT,
    responseType: 'text',
    responseCallback: only200,
  });
  saw('reads', answer.status, answer.timings.duration);
  return answer;
}

/** Sends one reading and looks until it can be queried: an iteration of the freshness watcher. */
export function watchFreshness(): void {
  const batch = take(1);
  sent.add(1);
  const answer = http.post(`${gateway}/v1/readings`, body(batch), request(batch, {}));
  if (judge(answer, batch, {}) !== 'A') {
    sleep(retryAfter(answer.headers['Retry-After']));
    return;
  }
  acknowledged.add(1);
  const since = Date.now();
  const wanted = observedAt(batch.from);
  let age = 0;
  let found = false;
  while (!found && age <= 2 * FRESH_MS) {
    const latest = http.get(`${gateway}/v1/sensors/${sensorId()}/latest`, {
      headers: { Authorization: `Bearer ${token()}` },
      tags: { route: 'watch', name: 'GET latest' },
      responseType: 'text',
      // 404 until its first reading is stored.
      responseCallback: http.expectedStatuses(200, 404),
    });
    age = Date.now() - since;
    found = latest.status === 200 && Date.parse((latest.json() as { observedAt: string }).observedAt) >= wanted;
    if (!found) {
      sleep(LOOK_EVERY_S);
    }
  }
  fresh.add(found && age <= FRESH_MS);
  saw('fresh', found ? 200 : 0, age);
  sleep(1);
}
