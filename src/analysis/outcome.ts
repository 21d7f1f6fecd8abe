import { chunkRows, FactKind, type FactChunk, type Trace } from '../sim/index';

/** What a run came to, in numbers that can be compared between options on the same seed and faults. */
export interface Outcome {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Start commands whose sender saw an error; nothing of them was under way. */
  readonly refused: number;
  /** Neither ended nor refused. */
  readonly unsettled: number;
  /** Broken rules by invariant id, counted once per business key. */
  readonly violations: Readonly<Record<string, number>>;
  /** How often each fault struck, by its label. */
  readonly exposure: Readonly<Record<string, number>>;
  readonly deadLetters: number;
  /** Hops over the network: direct, published, delivered, called, replied. */
  readonly hops: number;
  readonly messages: number;
  /** Durations of settled flows in milliseconds, ascending. */
  readonly flowMs: Float64Array;
}

interface Tally {
  started: number;
  succeeded: number;
  failed: number;
  refused: number;
  deadLetters: number;
  hops: number;
  readonly violations: Record<string, number>;
  readonly exposure: number[];
  readonly flowMs: number[];
}

/** Counts the facts of a trace; pure. */
export function outcomeOf(trace: Trace): Outcome {
  const tally: Tally = {
    started: 0,
    succeeded: 0,
    failed: 0,
    refused: 0,
    deadLetters: 0,
    hops: 0,
    violations: {},
    exposure: trace.header.faults.map(() => 0),
    flowMs: [],
  };
  trace.facts.forEach((chunk, index) => {
    for (let row = 0; row < chunk.rows && index * chunkRows + row < trace.rows; row++) count(trace, chunk, row, tally);
  });
  const { started, succeeded, failed, refused } = tally;
  return {
    started,
    succeeded,
    failed,
    refused,
    unsettled: started - succeeded - failed - refused,
    violations: tally.violations,
    exposure: Object.fromEntries(trace.header.faults.map(({ label }, ordinal) => [label, tally.exposure[ordinal] ?? 0])),
    deadLetters: tally.deadLetters,
    hops: tally.hops,
    messages: trace.messageCount,
    flowMs: Float64Array.from(tally.flowMs).sort(),
  };
}

function count(trace: Trace, chunk: FactChunk, row: number, tally: Tally): void {
  const a = chunk.a[row] ?? 0;
  const kind: number = chunk.kind[row] ?? 0;
  switch (kind) {
    case FactKind.sent:
      countSent(trace, chunk, row, tally);
      return;
    case FactKind.delivered:
    case FactKind.called:
    case FactKind.replied:
      tally.hops++;
      return;
    case FactKind.settled:
      if (a === 1) tally.succeeded++;
      else tally.failed++;
      tally.flowMs.push(chunk.b[row] ?? 0);
      return;
    case FactKind.refused:
      tally.refused++;
      return;
    case FactKind.deadLettered:
      tally.deadLetters++;
      return;
    case FactKind.faultStruck:
      tally.exposure[a] = (tally.exposure[a] ?? 0) + 1;
      return;
    case FactKind.ruleBroken: {
      const id = trace.header.invariants[a]?.id ?? '';
      tally.violations[id] = (tally.violations[id] ?? 0) + 1;
    }
  }
}

function countSent({ header }: Trace, chunk: FactChunk, row: number, tally: Tally): void {
  const place = chunk.place[row] ?? 0;
  if (header.places[place]?.kind === 'customer') tally.started++;
  if (chunk.b[row] !== place) tally.hops++;
}

/** The p-quantile of ascending numbers (nearest rank); 0 when there are none. */
export function quantile(ascending: Float64Array, p: number): number {
  const rank = Math.max(0, Math.ceil(p * ascending.length) - 1);
  return ascending[rank] ?? 0;
}
