import { limitTables } from '../../support/limitExperiment';

/** Who gives up after how many tries, and when a killed consumer's message is free again (LIM-001, LIM-002), on every product. Nothing is left to measure twice. */
export function soak(_words: readonly string[], print: (line: string) => void): boolean {
  print(limitTables());
  return true;
}
