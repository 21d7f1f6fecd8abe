/** A random span in whole microseconds, as data. Drawing from it is the kernel's business (exactly reproducible arithmetic). */
export type Distribution =
  | { readonly kind: 'fixed'; readonly us: number }
  | { readonly kind: 'uniform'; readonly fromUs: number; readonly toUs: number }
  | { readonly kind: 'exponential'; readonly meanUs: number }
  | { readonly kind: 'normal'; readonly meanUs: number; readonly sdUs: number }
  | { readonly kind: 'lognormal'; readonly medianUs: number; readonly p99Us: number }
  /** The sum of `k` equal exponential phases: squared coefficient of variation 1/k. */
  | { readonly kind: 'erlang'; readonly meanUs: number; readonly k: number }
  /** One of two exponential phases, each with half of the mean (balanced means): squared coefficient of variation `cv2` of at least 1. */
  | { readonly kind: 'hyperexponential'; readonly meanUs: number; readonly cv2: number };
