import { defaultPreferences, initialState } from '../store/defaults';
import type { PredictionMemory, Preferences } from '../store/state';

/** What a visit leaves behind. Written as one versioned value; anything that does not read back exactly is set aside, not trusted. */
export interface Kept {
  readonly preferences: Preferences;
  readonly memory: PredictionMemory;
}

export interface Loaded extends Kept {
  /** What stood there and could not be used; null = all is well. */
  readonly damaged: string | null;
}

/** The part of the browser's storage that is needed; absent or forbidden storage is no reason to fail. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem'>;

const key = 'eventarium';
const version = 1;

const defaults: Kept = { preferences: defaultPreferences, memory: initialState.memory };

export function browserStorage(): TextStorage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function loadKept(storage: TextStorage | null): Loaded {
  const text = attempt(() => storage?.getItem(key) ?? null);
  if (text === null || text === undefined) return { ...defaults, damaged: null };
  const kept = readKept(text);
  return kept === null ? { ...defaults, damaged: text } : { ...kept, damaged: null };
}

export function saveKept(storage: TextStorage | null, kept: Kept): void {
  attempt(() => storage?.setItem(key, JSON.stringify({ version, ...kept })));
}

/** Storage throws when it is full or forbidden; the page works without it. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function readKept(text: string): Kept | null {
  const data = attempt(() => JSON.parse(text) as unknown);
  if (!isRecord(data) || data['version'] !== version) return null;
  const preferences = readFields(data['preferences'], preferenceValues);
  const memory = readFields(data['memory'], memoryValues);
  if (preferences === null || memory === null) return null;
  return { preferences: preferences as unknown as Preferences, memory: memory as unknown as PredictionMemory };
}

type Allowed = Readonly<Record<string, readonly unknown[]>>;

const preferenceValues: Readonly<Record<keyof Preferences, readonly unknown[]>> = {
  theme: ['system', 'light', 'dark'],
  motion: ['system', 'full', 'hops', 'none'],
  singleKeys: [true, false],
  verbosity: ['all', 'milestones', 'problems', 'off'],
  stageScale: [1, 1.25, 1.5],
};

const choices = ['A', 'B', 'C', null];
const memoryValues: Readonly<Record<keyof PredictionMemory, readonly unknown[]>> = {
  asked: [true, false],
  choice: choices,
  outcome: choices,
};

/** Exactly the named fields, each with one of its values; null otherwise. */
function readFields(data: unknown, allowed: Allowed): Readonly<Record<string, unknown>> | null {
  if (!isRecord(data)) return null;
  const names = Object.keys(allowed);
  const exact =
    Object.keys(data).every((name) => names.includes(name)) && names.every((name) => allowed[name]?.includes(data[name]) === true);
  return exact ? data : null;
}

const isRecord = (data: unknown): data is Record<string, unknown> => typeof data === 'object' && data !== null && !Array.isArray(data);
