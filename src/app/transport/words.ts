import { assertUnreachable } from '../../base/assert';
import type { Intervention, RunHeader } from '../../sim';

/** Every text of the transport. */
export const transportWords = {
  region: 'Transport',
  play: 'Play',
  pause: 'Pause',
  next: 'Next event',
  previous: 'Previous event',
  nextNotable: 'Next notable event',
  previousNotable: 'Previous notable event',
  skipIdle: 'Skip to the next thing that happens',
  toStart: 'Back to the start',
  toEnd: 'Run to the end',
  speed: 'Speed',
  speedText: (speed: number) => (speed >= 64 ? 'max' : `${speed}×`),
  pace: 'Pace',
  paces: { teach: 'Teach', clock: 'Clock' },
  paceHint: {
    teach: 'Every step gets its time; waiting is shortened.',
    clock: 'Everything in proportion.',
  },
  clockMeaning: (speed: number, wallMsPerSecond: number) =>
    `1 s = ${(wallMsPerSecond / 1000 / speed).toPrecision(2).replace(/\.0+$/, '')} s of yours`,
  playhead: 'Playhead',
  playheadText: (time: string, end: string) => `${time} of ${end}, simulated`,
  simulated: 'simulated time',
  lanes: 'Faults and what you did',
  bar: (label: string, at: string, length: string | null) =>
    `${label}, from ${at}, ${length === null ? 'until the run ends' : `for ${length}`}`,
  barHint: 'Arrow keys move it, with Alt they change its end, Delete removes it, Enter shows its numbers.',
  mark: (label: string, at: string) => `${label}, at ${at}`,
  startsAt: 'Starts at',
  lasts: 'Lasts',
  untilEnd: 'until the run ends',
  seconds: 's',
  remove: 'Remove',
  close: 'Close',
  ghost: 'What would have happened before your last change',
  violation: (rule: string, at: string) => `Rule broken: ${rule}, at ${at}`,
} as const;

/** What a person did, in a few words. */
export function interventionText(intervention: Intervention, header: RunHeader, index: number): string {
  const title = (id: string): string => header.places.find((place) => place.id === id)?.title ?? id;
  switch (intervention.kind) {
    // Not the button's own words: a list of controls should tell the act from its trace.
    case 'send':
      return `New ${header.noun}`;
    case 'fault':
      return (
        header.faults.find((fault) => fault.intervention === index)?.label ??
        `${intervention.fault.kind}: ${title(intervention.fault.target)}`
      );
    case 'set':
      return `${intervention.path} = ${String(intervention.value)} from now on`;
    case 'restart':
      return `${title(intervention.place)} restarts`;
    case 'message':
      return `${capitalised(intervention.act)} a message to ${title(intervention.place)}`;
    case 'deadLetter':
      return `${capitalised(intervention.act)} ${intervention.message === null ? 'all dead letters' : 'a dead letter'} of ${title(intervention.place)}`;
    default:
      return assertUnreachable(intervention);
  }
}

const capitalised = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
