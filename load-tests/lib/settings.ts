// What a run is told: by ./platform load in environment variables, and by the profile.

const needed = (name: string): string => {
  const value = __ENV[name];
  if (!value) {
    throw new Error(`${name} is not set: start this with ./platform load, see docs/load-tests.md`);
  }
  return value;
};

/** A threshold that a profile holds less strictly, and why. */
export interface Loosened {
  scenario: string;
  threshold: string;
  to: number;
  because: string;
}

interface Profile {
  about: string;
  devices: number;
  warmup: number;
  scenarios: { [name: string]: { [parameter: string]: number } };
  loosened: Loosened[];
}

/** Identifies the run in the id of every sensor. */
export const run = needed('LOAD_RUN');
/** Milliseconds since 1970; everything is counted from here. */
export const started = Number(needed('LOAD_STARTED'));
export const gateway = needed('LOAD_GATEWAY');
export const tokenUrl = needed('LOAD_TOKEN_URL');
/** Whether tokens can be had as fast as asked for: not at a gateway, which limits an address. */
export const tokensAreFree = __ENV.LOAD_TOKENS_FREE === 'true';
export const devicesFile = needed('LOAD_DEVICES');
export const summaryFile = needed('LOAD_SUMMARY');
export const scenario = needed('LOAD_SCENARIO');
export const profileName = __ENV.LOAD_PROFILE || 'laptop';

const profile: Profile = JSON.parse(open(import.meta.resolve(`../profiles/${profileName}.json`)));

export const warmupSeconds = Number(__ENV.LOAD_WARMUP || profile.warmup);
export const loosened = profile.loosened.filter((one) => one.scenario === scenario);

/** The scenario's parameter: LOAD_SECONDS, LOAD_RATE and the like go before the profile's. */
export function parameter(name: string): number {
  const told = __ENV[`LOAD_${name.toUpperCase()}`];
  const value = told ? Number(told) : profile.scenarios[scenario]?.[name];
  if (value === undefined || Number.isNaN(value)) {
    throw new Error(`profile ${profileName} does not say '${name}' of ${scenario}`);
  }
  return value;
}

/** Milliseconds since the run began. */
export const now = (): number => Date.now() - started;
