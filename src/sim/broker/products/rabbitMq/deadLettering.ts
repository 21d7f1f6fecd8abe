import { deadLetterOf, type DeathReason, goesInCircles } from './deaths';
import type { Message } from './message';
import type { Answer } from './queueHost';
import type { RabbitQueue } from './rabbitQueue';
import { routeOf, type ServerState } from './serverState';

/** Publishes a dead letter as the queue's settings say; without a dead-letter exchange the message is gone (RMQ-040, RMQ-060). */
export function bury(state: ServerState, queue: RabbitQueue, message: Message, reason: DeathReason): void {
  const { deadLetterExchange, deadLetterRoutingKey, atLeastOnce } = queue.settings;
  if (deadLetterExchange === null) return;
  const letter = deadLetterOf(message, {
    queue: queue.name,
    reason,
    atUs: state.clock.nowUs,
    exchange: deadLetterExchange,
    routingKey: deadLetterRoutingKey,
    rules: state.version.deaths,
  });
  if (atLeastOnce) {
    queue.reserve(1);
    const kept: Kept = { queue, letter, asked: new Set(), confirmed: new Set(), released: false };
    state.clock.after(0, () => keepUntilConfirmed(state, kept));
  } else {
    state.clock.after(0, () => {
      for (const target of targetsOf(state, letter)) if (target.reachable) target.enqueue(letter, unheard);
    });
  }
}

function targetsOf(state: ServerState, letter: Message): readonly RabbitQueue[] {
  return routeOf(state, letter).filter((target) => !goesInCircles(letter, target.name));
}

/** At most once: nobody waits for the target's confirm (RMQ-065). */
const unheard: Answer = () => {
  // Lost when the target refuses it.
};

interface Kept {
  readonly queue: RabbitQueue;
  readonly letter: Message;
  /** Targets that have the letter or may still answer; one that refused it is asked again. */
  readonly asked: Set<string>;
  readonly confirmed: Set<string>;
  released: boolean;
}

/**
 * At least once: the source keeps the letter until every target has confirmed it. No exchange, no route, a full target: tried again
 * after a while (RMQ-065). A letter whose only ways lead in a circle is dropped.
 */
function keepUntilConfirmed(state: ServerState, kept: Kept): void {
  if (kept.released) return;
  if (kept.queue.reachable) ask(state, kept);
  if (!kept.released) state.clock.after(state.options.deadLetterRetryUs, () => keepUntilConfirmed(state, kept));
}

function ask(state: ServerState, kept: Kept): void {
  const { letter, asked, confirmed } = kept;
  const targets = targetsOf(state, letter);
  const release = (): void => {
    if (!kept.released) kept.queue.reserve(-1);
    kept.released = true;
  };
  if (targets.length === 0 && routeOf(state, letter).length > 0) release();
  for (const target of targets.filter(({ name }) => !asked.has(name))) {
    asked.add(target.name);
    target.enqueue(letter, (accepted) => {
      if (accepted) confirmed.add(target.name);
      else asked.delete(target.name);
      if (targets.every(({ name }) => confirmed.has(name))) release();
    });
  }
}
