import type { AmqpTable, AmqpValue } from '../../router/exchanges';
import type { Message } from './message';
import type { DeathRules } from './version';

/** Why a message was dead-lettered (RMQ-060). */
export type DeathReason = 'rejected' | 'expired' | 'maxlen' | 'delivery_limit';

/** One entry of the `x-death` header: how often a message died in that queue for that reason. */
export interface Death {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly count: number;
  readonly exchange: string;
  readonly 'routing-keys': readonly string[];
  /** Seconds. */
  readonly time: number;
  readonly 'original-expiration'?: string;
}

export interface Dying {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly atUs: number;
  /** Dead-letter exchange. */
  readonly exchange: string;
  /** Dead-letter routing key; null = the message keeps its own (RMQ-061). */
  readonly routingKey: string | null;
  readonly rules: DeathRules;
}

/** The deaths of a message so far, newest first. */
export function deathsOf(headers: AmqpTable | undefined): readonly Death[] {
  const deaths = headers?.['x-death'];
  return Array.isArray(deaths) ? (deaths as readonly unknown[] as readonly Death[]) : [];
}

/** The message as it is published to the dead-letter exchange: one death more, and without an expiration (RMQ-063). */
export function deadLetterOf(message: Message, dying: Dying): Message {
  const { expiration, headers = {}, ...others } = message.properties;
  const { queue, reason } = dying;
  const before = dying.rules.turnsRound ? deathsOf(headers).toReversed() : deathsOf(headers);
  const known = before.find((death) => death.queue === queue && death.reason === reason);
  const newest: Death =
    known === undefined
      ? {
          queue,
          reason,
          count: 1,
          exchange: message.exchange,
          'routing-keys': [message.routingKey],
          time: Math.floor(dying.atUs / 1_000_000),
          ...(expiration === undefined ? {} : { 'original-expiration': expiration }),
        }
      : { ...known, count: known.count + 1 };
  const deaths = [newest, ...before.filter((death) => death !== known)];
  return {
    exchange: dying.exchange,
    routingKey: dying.routingKey ?? message.routingKey,
    body: message.body,
    properties: { ...others, headers: { ...headers, ...firstAndLast(headers, message, dying), 'x-death': deaths as unknown as AmqpValue } },
  };
}

function firstAndLast(headers: AmqpTable, message: Message, { queue, reason, rules }: Dying): AmqpTable {
  const marks = (which: string): AmqpTable => ({
    [`x-${which}-death-queue`]: queue,
    [`x-${which}-death-reason`]: reason,
    [`x-${which}-death-exchange`]: message.exchange,
  });
  return { ...('x-first-death-queue' in headers ? {} : marks('first')), ...(rules.last ? marks('last') : {}) };
}

/**
 * Whether a dead letter would go round in a circle on its own: it died in the target queue before, and nobody has rejected it
 * since (nor in that queue). Such a message is dropped; a circle with a rejection in it is somebody's will (RMQ-066).
 */
export function goesInCircles(deadLetter: Message, target: string): boolean {
  const deaths = deathsOf(deadLetter.properties.headers);
  const last = deaths.findIndex(({ queue }) => queue === target);
  return last >= 0 && deaths.slice(0, last + 1).every(({ reason }) => reason !== 'rejected');
}
