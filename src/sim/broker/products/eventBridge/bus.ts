import { matches } from '../../router/matching';
import type { Pattern } from '../../router/pattern';
import type { Archive } from './archive';
import type { BusEvent } from './api';
import type { RuleTarget } from './target';

/** Rules of one bus (quota). */
export const rulesMax = 300;
/** Targets of one rule. */
export const targetsMax = 5;

export interface Rule {
  readonly name: string;
  pattern: Pattern;
  enabled: boolean;
  readonly targets: Map<string, RuleTarget>;
  matched: number;
}

/** An event bus with its rules and archives. It keeps nothing itself: an event that no rule matches is gone (EVB-003). */
export class Bus {
  readonly name: string;
  readonly rules = new Map<string, Rule>();
  readonly archives: Archive[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Hands an event to the matching rules (of those named, when some are) and their targets, each target as often as `times` says. */
  route(event: BusEvent, only: readonly string[] | null, times: (rule: Rule, target: RuleTarget) => number): readonly Rule[] {
    for (const archive of this.archives) archive.offer(event);
    const matching = [...this.rules.values()].filter(
      ({ name, enabled, pattern }) => enabled && (only === null || only.includes(name)) && matches(pattern, event.data),
    );
    for (const rule of matching) {
      rule.matched++;
      for (const target of rule.targets.values()) for (let i = times(rule, target); i > 0; i--) target.offer(event);
    }
    return matching;
  }
}
