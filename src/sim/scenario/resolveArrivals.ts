import { assertUnreachable } from '../../base/assert';
import type { ArrivalsModel, RatePhase } from './model';
import { parseDurationUs, parseRatePerS } from './notation';
import { finding, type Finding } from './problem';
import { resolveSpan } from './resolveServices';
import type { Scenario } from './schema';

type WorkloadEntry = Scenario['workload'];
type ArrivalWord = NonNullable<WorkloadEntry['arrivals']>;
type ArrivalKey = 'every' | 'rate' | 'jitter' | 'size' | 'rateTo' | 'over' | 'spacing' | 'customers' | 'think' | 'at' | 'phases';

/** Keys that mean something for each kind of arrivals; a jitter of Poisson arrivals is harmless and stays allowed. */
const keysOf: Readonly<Record<ArrivalWord, readonly ArrivalKey[]>> = {
  fixed: ['every', 'rate', 'jitter'],
  poisson: ['every', 'rate', 'jitter'],
  burst: ['every', 'rate', 'jitter', 'size'],
  ramp: ['rate', 'rateTo', 'over', 'spacing'],
  closed: ['customers', 'think'],
  schedule: ['at', 'phases', 'spacing'],
};
const allKeys = [...new Set(Object.values(keysOf).flat())];

/** Kinds whose pace is `every` or `rate`. */
export const isPaced = (word: ArrivalWord): boolean => keysOf[word].includes('every');

/** What decides when the next one arrives, as the workload says it. */
export function resolveArrivals(workload: WorkloadEntry, findings: Finding[]): ArrivalsModel {
  const word = workload.arrivals ?? 'fixed';
  const strangers = allKeys.filter((key) => workload[key] !== undefined && !keysOf[word].includes(key));
  for (const key of strangers) {
    const where = Object.entries(keysOf).flatMap(([name, keys]) => (keys.includes(key) ? [name] : []));
    const message = `"${key}" means nothing for arrivals "${word}": it belongs to ${where.join(' or ')}.`;
    findings.push(finding(['workload', key], message, { at: 'key', found: key, expected: keysOf[word].join(', ') }));
  }
  switch (word) {
    case 'fixed':
    case 'poisson':
      return { kind: word };
    case 'burst':
      return { kind: 'burst', size: needed(workload, 'size', findings) ?? 1 };
    case 'ramp':
      return ramp(workload, findings);
    case 'closed':
      return closed(workload, findings);
    case 'schedule':
      return schedule(workload, findings);
    default:
      return assertUnreachable(word);
  }
}

/** The value of a key that this kind of arrivals cannot do without. */
function needed<Key extends ArrivalKey>(workload: WorkloadEntry, key: Key, findings: Finding[]): WorkloadEntry[Key] | undefined {
  const value = workload[key];
  if (value !== undefined) return value;
  const { arrivals } = workload;
  findings.push(
    finding(['workload'], `Arrivals "${String(arrivals)}" need the key "${key}".`, { expected: `the key "${key}"`, suggestion: key }),
  );
  return undefined;
}

function ramp(workload: WorkloadEntry, findings: Finding[]): ArrivalsModel {
  const fromPerS = ratePerS(needed(workload, 'rate', findings));
  const toPerS = ratePerS(needed(workload, 'rateTo', findings));
  const over = needed(workload, 'over', findings) ?? '1s';
  const forUs = parseDurationUs(over) ?? 0;
  if (forUs <= 0) findings.push(finding(['workload', 'over'], 'A ramp takes some time.', { found: over, expected: 'more than 0' }));
  if (fromPerS === 0 && toPerS === 0) findings.push(nothingArrives(['workload', 'rateTo']));
  const after: RatePhase = { forUs: null, fromPerS: toPerS, toPerS };
  return { kind: 'rates', phases: [{ forUs: Math.max(1, forUs), fromPerS, toPerS }, after], spacing: workload.spacing ?? 'even' };
}

/** A missing rate has been complained about already. */
const ratePerS = (text = '1/s'): number => parseRatePerS(text) ?? 1;

function closed(workload: WorkloadEntry, findings: Finding[]): ArrivalsModel {
  const customers = needed(workload, 'customers', findings) ?? 1;
  const think = resolveSpan(workload.think ?? '0s', ['workload', 'think'], findings);
  return { kind: 'closed', customers, think };
}

function schedule(workload: WorkloadEntry, findings: Finding[]): ArrivalsModel {
  const { at, phases, spacing = 'even' } = workload;
  if (at !== undefined && phases !== undefined) {
    findings.push(finding(['workload', 'phases'], 'A schedule says either "at" or "phases", not both.', { at: 'key' }));
  }
  if (at !== undefined) return { kind: 'times', atUs: timesOf(at, findings) };
  const entries = needed(workload, 'phases', findings) ?? [];
  const resolved = entries.map((phase): RatePhase => {
    const perS = parseRatePerS(phase.rate) ?? 0;
    return { forUs: parseDurationUs(phase.for) ?? 0, fromPerS: perS, toPerS: perS };
  });
  if (entries.length > 0 && resolved.every(({ fromPerS }) => fromPerS === 0)) findings.push(nothingArrives(['workload', 'phases']));
  return { kind: 'rates', phases: resolved, spacing };
}

function timesOf(at: readonly string[], findings: Finding[]): readonly number[] {
  const times = at.map((text) => parseDurationUs(text) ?? 0);
  const early = times.findIndex((us, index) => us < (times[index - 1] ?? 0));
  if (early >= 0) {
    const message = `The times of a schedule follow each other: ${at[early] ?? ''} comes after ${at[early - 1] ?? ''}.`;
    findings.push(finding(['workload', 'at', early], message, { found: at[early] ?? '', expected: `${at[early - 1] ?? ''} or later` }));
  }
  return times;
}

const nothingArrives = (path: readonly string[]): Finding =>
  finding(path, 'Nothing ever arrives: every rate is 0.', { found: '0', expected: 'a rate such as 5/s' });
