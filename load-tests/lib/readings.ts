// Readings whose identity and value follow from (virtual user, lane, number), so that whoever counts
// them later knows what they have to be. LoadReading.java has the same rules.

import exec from 'k6/execution';
import { device } from './fleet.ts';
import { run, started } from './settings.ts';

const HOUR_MS = 3_600_000;

/** A user's sensors: one for readings with their own time, one for those without. */
export const STAMPED = 0;
export const UNSTAMPED = 1;

/** Readings `from` to `from + count - 1` of this virtual user. */
export interface Batch {
  lane: number;
  from: number;
  count: number;
}

const next = [0, 0];

/** New readings, never sent before. */
export function take(count: number, lane = STAMPED): Batch {
  const batch = { lane, from: next[lane], count };
  next[lane] += count;
  return batch;
}

export const sensorId = (lane = STAMPED): string =>
  `${device().prefix}${run}/v${exec.vu.idInTest}-${lane}`;

/** Milliseconds since 1970: a reading a millisecond, beginning an hour before the run. */
export const observedAt = (number: number): number => started - HOUR_MS + number;

export const value = (number: number): number =>
  ((exec.vu.idInTest * 31 + number * 7) % 1000) / 8;

/** One reading as JSON, with its time as text; or several as lines, with it as a number. */
export function body(batch: Batch): string {
  const sensor = sensorId(batch.lane);
  if (batch.lane === UNSTAMPED) {
    return `{"sensorId":"${sensor}","value":${value(batch.from)},"unit":"Cel"}`;
  }
  if (batch.count === 1) {
    const at = new Date(observedAt(batch.from)).toISOString();
    return `{"sensorId":"${sensor}","observedAt":"${at}","value":${value(batch.from)},"unit":"Cel"}`;
  }
  let lines = '';
  for (let number = batch.from; number < batch.from + batch.count; number++) {
    lines += `{"sensorId":"${sensor}","observedAt":${observedAt(number)},"value":${value(number)},"unit":"Cel"}\n`;
  }
  return lines;
}

export const contentType = (batch: Batch): string =>
  batch.count === 1 ? 'application/json' : 'application/x-ndjson';
