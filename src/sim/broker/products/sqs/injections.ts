/** What a standard queue may do and usually does not. Each one is off unless it is asked for, and drawn from the seed. */
export interface SqsInjections {
  /** Probability that a delete misses a replica: the call succeeds, the message comes again (SQS-011). */
  readonly deleteMissesReplica?: number;
  /** A short poll asks only some of the servers over which the messages are spread (SQS-027). Long polls ask all. */
  readonly shortPollSampling?: { readonly servers: number; readonly asked: number };
  /** Each receive takes any of the first so many visible messages instead of the first (SQS-031). */
  readonly reorderWithin?: number;
}

/** How a service is driven where the vendor leaves it open. */
export interface SqsChoices {
  /** What a delete with the handle of an earlier receive does on a standard queue: it succeeds either way (SQS-010). */
  readonly staleDelete: 'applied' | 'ignored';
  /** Messages sent while a purge is under way are deleted with the others ("may also be deleted", SQS-033). */
  readonly purgeTakesLateMessages: boolean;
  /** How long a purge takes, within the documented 60 s. */
  readonly purgeTakesS: number;
  readonly injections: SqsInjections;
}

export const usualChoices: SqsChoices = {
  staleDelete: 'applied',
  purgeTakesLateMessages: false,
  purgeTakesS: 60,
  injections: {},
};
