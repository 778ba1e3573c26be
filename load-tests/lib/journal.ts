// A line for each answer, on the console's file: what the oracle counts and the report plots. Written
// at once, so what a killed run was told is kept.

import { now } from './settings.ts';
import { deviceIndex } from './fleet.ts';
import exec from 'k6/execution';
import type { Batch } from './readings.ts';

/**
 * A: acknowledged (202). U: unknown, it may be stored or not (no answer, or 5xx).
 * R: refused (4xx): not stored.
 */
export type Fate = 'A' | 'U' | 'R';

export function wrote(fate: Fate, status: number, ms: number, route: string, batch: Batch): void {
  console.log(
    `${fate} ${now()} ${ms.toFixed(2)} ${status} ${route} ${deviceIndex()} ${exec.vu.idInTest} ${batch.lane} ${batch.from} ${batch.count}`,
  );
}

/** Anything else worth plotting: reads, freshness, bad clients. */
export function saw(route: string, status: number, ms: number): void {
  console.log(`G ${now()} ${ms.toFixed(2)} ${status} ${route}`);
}
