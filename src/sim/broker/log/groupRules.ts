/** When a consumer group moves its committed offset. */
export type CommitStrategy =
  /** commitSync after every record. */
  | 'record'
  /** commitSync when every record of a poll is done. */
  | 'batch'
  /** enable.auto.commit: the first poll after the interval commits everything that was handed out before it. */
  | 'auto';

/** How the consumers of a group read a topic. Plain data; a product's definition fills it from its own settings. */
export interface GroupRules {
  readonly partitions: number;
  /** Records of a partition that one poll brings at most. */
  readonly maxPollRecords: number;
  /** A consumer that does not poll again within that time is expelled, though it works on (KAF-039). */
  readonly maxPollIntervalUs: number;
  readonly commit: CommitStrategy;
  readonly autoCommitUs: number;
  /** null: nothing gets too old within a run. */
  readonly retention: RetentionRules | null;
}

/** What the broker deletes, whoever has read it or not. */
export interface RetentionRules {
  readonly retentionUs: number;
  readonly segmentUs: number;
  /** The broker looks first at `firstCheckUs`, then every `checkUs` (KAF-060). */
  readonly firstCheckUs: number;
  readonly checkUs: number;
  /** Where a reader goes on whose next record was deleted (KAF-046). */
  readonly reset: 'earliest' | 'latest';
}
