// A fleet loses its network, goes on measuring, and comes back in the same second: new connections,
// new tokens, and everything that was measured meanwhile.

import { sleep } from 'k6';
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import { send } from '../lib/client.ts';
import { signIn } from '../lib/fleet.ts';
import { now, parameter, tokensAreFree, warmupSeconds } from '../lib/settings.ts';
import { own, promises } from '../lib/thresholds.ts';
import { summaryOf, summaryTrendStats } from '../lib/summary.ts';
import { afterWarmup, warm } from '../lib/warmup.ts';

const vus = parameter('vus');
const calm = parameter('seconds');
const outage = parameter('outage');
const pause = parameter('pause');
const measured = parameter('readings');

/** From the network's return until a device has sent what it had kept. */
const caughtUp = new Trend('caught_up', true);

export const options = {
  // Each iteration begins with new connections.
  noVUConnectionReuse: true,
  scenarios: afterWarmup({
    fleet: {
      executor: 'per-vu-iterations', exec: 'device', vus, iterations: 2,
      maxDuration: `${2 * calm + outage + 60}s`, gracefulStop: '30s',
    },
  }),
  thresholds: {
    ...promises({ phase: 'steady', without: ['fresh'] }),
    ...own('checks', 'rate==1'),
    ...own('honest_refusals', 'rate==1'),
    ...own('caught_up', 'p(99)<30000'),
  },
  summaryTrendStats,
};

export function setup() {
  return now() + warmupSeconds * 1000;
}

export function device(begun: number) {
  const second = () => (now() - begun) / 1000;
  if (exec.vu.iterationInScenario === 0) {
    sleep(Math.random() * pause);
    steadily(() => second() < calm);
    // No network: what is measured meanwhile is kept.
    sleep(Math.max(calm + outage - second(), 0));
    return;
  }
  if (tokensAreFree) {
    signIn();
  }
  const kept = Math.ceil(outage / pause) * measured;
  for (let rest = kept; rest > 0; rest -= 500) {
    send(Math.min(rest, 500), { phase: 'return', attempts: 10 });
  }
  caughtUp.add((second() - calm - outage) * 1000);
  // Everybody's backlog is out of the way before the objectives are held against it again.
  sleep(Math.max(calm + outage + parameter('settle') - second(), 0) + Math.random() * pause);
  steadily(() => second() < 2 * calm + outage + parameter('settle'));
}

function steadily(goesOn: () => boolean) {
  while (goesOn()) {
    const began = Date.now();
    send(measured, { phase: 'steady' });
    sleep(Math.max(pause - (Date.now() - began) / 1000, 0));
  }
}

export { warm };
export const handleSummary = summaryOf({
  steps: [
    { phase: 'steady', seconds: calm, rate: vus / pause },
    { phase: 'outage', seconds: outage, rate: 0 },
    { phase: 'return', seconds: parameter('settle'), rate: 0 },
    { phase: 'steady', seconds: calm, rate: vus / pause },
  ],
});
