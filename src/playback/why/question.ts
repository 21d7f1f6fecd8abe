/** What somebody may ask about an instant of a run. */
export type Question =
  /** Why is this message where it is, or what became of it? `place` narrows it to one receiver; -1 = wherever it is. */
  | { readonly kind: 'message'; readonly message: number; readonly place: number }
  /** Why is this place in the state it is in? */
  | { readonly kind: 'place'; readonly place: number }
  /** Why has this place not reacted to the flow of this key? */
  | { readonly kind: 'absence'; readonly place: number; readonly key: number }
  /** Why is this rule broken? `row` is the row of its ruleBroken fact. */
  | { readonly kind: 'rule'; readonly row: number };

/** One link of an explanation: what is so, and where in the run it shows. */
export interface Because {
  /** One sentence. */
  readonly text: string;
  /** Place to highlight; 0 = the run as a whole. */
  readonly place: number;
  /** Message to highlight; 0 = none. */
  readonly message: number;
  /** Fact that shows it, for the timeline; -1 = none. */
  readonly row: number;
  readonly time: number;
}

/** Nearest cause first, root cause last. */
export interface Explanation {
  readonly question: Question;
  readonly because: readonly Because[];
}

/** Links of one explanation; a chain that is longer ends with its last known link. */
export const becauseMax = 12;
