// The devices: who a virtual user is, and its token.

import encoding from 'k6/encoding';
import exec from 'k6/execution';
import http from 'k6/http';
import { SharedArray } from 'k6/data';
import { sleep } from 'k6';
import { devicesFile, tokenUrl } from './settings.ts';

export interface Device {
  /** Begins the id of each of its sensors. */
  prefix: string;
  clientId: string;
  apiKey: string;
  token: string;
  /** Milliseconds since 1970. */
  tokenUntil: number;
}

// Held once, however many virtual users there are.
const devices = new SharedArray<Device>('devices', () => JSON.parse(open(devicesFile)));

const RENEW_BEFORE_MS = 5 * 60 * 1000;
const ATTEMPTS = 10;

let mine: Device | undefined;

/** The device that this virtual user is: each device is as many users as any other. */
export function device(): Device {
  mine ??= { ...devices[deviceIndex()] };
  return mine;
}

export const deviceIndex = (): number => (exec.vu.idInTest - 1) % devices.length;

/** Its token, renewed some minutes before it ends. */
export function token(): string {
  const me = device();
  if (Date.now() > me.tokenUntil - RENEW_BEFORE_MS) {
    renew(me);
  }
  return me.token;
}

/** Gets a token as a device does that has just been switched on. */
export function signIn(): void {
  renew(device());
}

/** The platform does not take it any more, whatever its age. */
export function forgetToken(): void {
  device().tokenUntil = 0;
}

function renew(me: Device): void {
  for (let attempt = 1; ; attempt++) {
    const answer = http.post(
      tokenUrl,
      { grant_type: 'client_credentials' },
      {
        headers: { Authorization: `Basic ${encoding.b64encode(`${me.clientId}:${me.apiKey}`)}` },
        tags: { route: 'token', name: 'POST /oauth2/token' },
        timeout: '15s',
      },
    );
    if (answer.status === 200) {
      const told = answer.json() as { access_token: string; expires_in: number };
      me.token = told.access_token;
      me.tokenUntil = Date.now() + told.expires_in * 1000;
      return;
    }
    if (attempt === ATTEMPTS) {
      throw new Error(`no token for ${me.clientId}: ${answer.status} ${answer.body}`);
    }
    sleep(retryAfter(answer.headers['Retry-After']));
  }
}

/** Seconds to wait, at least one. */
export const retryAfter = (told: string | undefined): number =>
  Math.min(Math.max(Number(told) || 1, 1), 30);
