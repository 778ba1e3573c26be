// JVMs that have just started are slow for some seconds. They are given these, under a route of their
// own, so that the objectives are about a platform that runs. What is sent counts for the oracle.

import { send } from './client.ts';
import { warmupSeconds } from './settings.ts';

interface Executor {
  executor: string;
  [setting: string]: unknown;
}

/** These scenarios, after the warm-up. Whoever calls this exports `warm`. */
export function afterWarmup(scenarios: { [name: string]: Executor }): { [name: string]: Executor } {
  if (warmupSeconds === 0) {
    return scenarios;
  }
  const later = Object.entries(scenarios).map(([name, it]) => [name, { ...it, startTime: `${warmupSeconds}s` }]);
  return {
    warmup: {
      executor: 'constant-arrival-rate', exec: 'warm', rate: 40, duration: `${warmupSeconds}s`,
      preAllocatedVUs: 20, maxVUs: 20, gracefulStop: '30s',
    },
    ...Object.fromEntries(later),
  };
}

let sent = 0;

export const warm = () => send(sent++ % 4 === 0 ? 100 : 1, { route: 'warmup' });
