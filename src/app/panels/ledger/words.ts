import type { LedgerParts, LedgerRow, LedgerRowKind } from '../../../analysis';

/** Words of the ledger. Nouns come from the scenario. */
export const ledgerWords = {
  title: 'Ledger',
  caption: 'Expected beside actual at the playhead',
  what: 'What',
  expected: 'Expected',
  actual: 'Actual',
  agrees: (lines: number) => `All ${lines} lines agree.`,
  differs: (broken: number, lines: number) => `${broken} of ${lines} lines ${broken === 1 ? 'differs' : 'differ'}.`,
  nothing: 'Nothing has happened yet.',
  asOf: (seconds: string) => `At ${seconds}:`,
  broken: 'broken',
  holds: 'holds',
  since: (seconds: string) => `since ${seconds}`,
  show: (moment: string, subject: string) => `${moment}: show what broke ${subject}`,
  why: (subject: string) => `Why? ${subject}`,
  whyShort: 'Why?',
  sections: {
    messages: 'No message is lost',
    effects: 'No effect twice',
    flows: 'Everything ends in time',
    rules: 'Rules of the file',
    fields: 'Sums, had every outcome counted once',
  },
  keys: (keys: readonly number[]) =>
    `${keys
      .slice(0, 4)
      .map((key) => `#${key}`)
      .join(', ')}${keys.length > 4 ? ` and ${keys.length - 4} more` : ''}`,
  rule: (broken: number) => (broken === 0 ? 'holds' : `broken for ${broken}`),
  published: 'Publications that reached the broker',
  processes: 'Processes',
} as const;

/** What the actual number is made of, in words; parts that are zero are left out, all but the first. */
export function partsText(kind: LedgerRowKind, parts: LedgerParts): string {
  const flows = kind === 'flows' || kind === 'processes';
  const named: readonly (readonly [number, string])[] = [
    [parts.open, flows ? 'under way' : 'waiting'],
    [parts.dead, parts.dead === 1 ? 'dead letter' : 'dead letters'],
    [parts.discarded, 'thrown away'],
    [parts.lost, flows ? 'stuck or lost' : 'lost'],
  ];
  const rest = named.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`);
  return [`${parts.done} ${flows ? 'ended' : 'handled'}`, ...rest].join(' · ');
}

/** A number as people read it: at most two decimals. */
export const figure = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

export const actualText = ({ kind, actual }: LedgerRow): string => (kind === 'rule' ? ledgerWords.rule(actual) : figure(actual));
export const expectedText = ({ kind, expected }: LedgerRow): string => (kind === 'rule' ? ledgerWords.holds : figure(expected));
