import type { CopyTable } from '../copies';
import { GroupedReady } from './groupedReady';
import { PriorityReady } from './priorityReady';
import { PlainReady, type Ready } from './ready';
import type { QueueRules } from './rules';

/** The order in which a queue with these rules hands out. */
export function readyFor(rules: QueueRules, copies: CopyTable): Ready {
  if (rules.groups) return new GroupedReady(copies);
  return rules.priorities === undefined || rules.priorities === 0 ? new PlainReady(copies) : new PriorityReady(rules.priorities, copies);
}
