import type { LedgerRow, LedgerRowKind } from '../../../analysis';
import type { Question } from '../../../playback';
import type { RunHeader } from '../../../sim';
import { ledgerWords as words } from './words';

export interface Section {
  readonly title: string;
  readonly rows: readonly LedgerRow[];
}

const sections: readonly { readonly title: string; readonly kinds: readonly LedgerRowKind[] }[] = [
  { title: words.sections.messages, kinds: ['published', 'delivered'] },
  { title: words.sections.effects, kinds: ['effects'] },
  { title: words.sections.flows, kinds: ['flows', 'processes'] },
  { title: words.sections.rules, kinds: ['rule'] },
  { title: words.sections.fields, kinds: ['field'] },
];

/** What differs comes first, sections and lines alike: nobody has to look for it. */
export function sectionsOf(rows: readonly LedgerRow[]): readonly Section[] {
  const all = sections.flatMap(({ title, kinds }) => {
    const own = brokenFirst(
      rows.filter(({ kind }) => kinds.includes(kind)),
      ({ broken }) => broken,
    );
    return own.length === 0 ? [] : [{ title, rows: own }];
  });
  return brokenFirst(all, (section) => section.rows[0]?.broken === true);
}

const brokenFirst = <T>(all: readonly T[], isBroken: (one: T) => boolean): readonly T[] => [
  ...all.filter(isBroken),
  ...all.filter((one) => !isBroken(one)),
];

/** What a line is about. */
export function subjectOf(header: RunHeader, { kind, place, subject }: LedgerRow): string {
  const title = header.places[place]?.title ?? '';
  switch (kind) {
    case 'published':
      return words.published;
    case 'delivered':
    case 'effects':
      return title;
    case 'flows':
      return header.nounPlural.slice(0, 1).toUpperCase() + header.nounPlural.slice(1);
    case 'processes':
      return words.processes;
    case 'rule':
      return subject;
    case 'field':
      return `${title}: ${subject}`;
  }
}

/** What "why?" means on a broken line. */
export function questionOf(header: RunHeader, { kind, keys, evidence }: LedgerRow): Question | null {
  if (evidence === null) return null;
  switch (kind) {
    case 'rule':
      return { kind: 'rule', row: evidence.row };
    case 'flows':
    case 'processes': {
      const place = header.places.findIndex(({ emits }) => emits.some((type) => header.flow.succeeds.includes(type)));
      return place < 0 || keys[0] === undefined ? null : { kind: 'absence', place, key: keys[0] };
    }
    case 'published':
    case 'delivered':
    case 'effects':
    case 'field':
      return { kind: 'message', message: evidence.message, place: evidence.place };
  }
}
