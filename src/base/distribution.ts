/** A random span in whole microseconds, as data. Drawing from it is the kernel's business (exactly reproducible arithmetic). */
export type Distribution =
  | { readonly kind: 'fixed'; readonly us: number }
  | { readonly kind: 'uniform'; readonly fromUs: number; readonly toUs: number }
  | { readonly kind: 'exponential'; readonly meanUs: number }
  | { readonly kind: 'normal'; readonly meanUs: number; readonly sdUs: number }
  | { readonly kind: 'lognormal'; readonly medianUs: number; readonly p99Us: number };
