import { ProductClock } from '../../src/sim/broker/clock';
import {
  type ApiError,
  isJsMessage,
  type JsMessage,
  type PublishResult,
  type PullRequest,
  type PullStatus,
} from '../../src/sim/broker/products/natsJetStream/api';
import type { ConsumerSettings } from '../../src/sim/broker/products/natsJetStream/consumerConfig';
import { type JetStreamOptions, JetStreamServer } from '../../src/sim/broker/products/natsJetStream/jetStreamServer';
import type { StreamConfig } from '../../src/sim/broker/products/natsJetStream/streamConfig';

export const second = 1_000_000;
export const minute = 60 * second;

/** A delivery as tests compare it: when (in seconds), what, the how-manyth time. */
export type Seen = readonly [atS: number, payload: string, deliveries: number];

/** A server with one stream `S` on `s.>`, and the words that the statements use. */
export function natsWorld(stream: Partial<StreamConfig> = {}, options: JetStreamOptions = {}) {
  const clock = new ProductClock();
  const server = new JetStreamServer(clock, options);
  const nowS = (): number => clock.nowUs / second;
  const advisories: (readonly [atS: number, kind: string, streamSeq: number])[] = [];
  server.subscribe('$JS.EVENT.ADVISORY.CONSUMER.>', ({ subject, payload }) => {
    advisories.push([nowS(), subject.split('.')[4] ?? '', (JSON.parse(payload) as { stream_seq: number }).stream_seq]);
  });
  server.addStream({ name: 'S', subjects: ['s.>'], ...stream });

  const publish = (payload: string, subject = 's.a', headers: Readonly<Record<string, string>> = {}): PublishResult =>
    server.publish(subject, payload, { headers });

  /** A push consumer and its subscriber; `each` answers, or does not. */
  const push = (settings: ConsumerSettings = {}, each: (message: JsMessage) => void = () => undefined) => {
    const name = settings.durableName ?? 'C';
    const seen: Seen[] = [];
    const leave = server.subscribe(`to.${name}`, (message) => {
      if (!isJsMessage(message)) return;
      seen.push([nowS(), message.payload, message.deliveries]);
      each(message);
    });
    const made = server.addConsumer('S', { durableName: name, deliverSubject: `to.${name}`, ...settings });
    return { seen, made, leave };
  };

  const pullConsumer = (settings: ConsumerSettings = {}) => server.addConsumer('S', { durableName: 'C', ...settings });

  /** One pull request and what it brings, over time. */
  const pull = (request: PullRequest = {}, consumer = 'C') => {
    const messages: JsMessage[] = [];
    const statuses: PullStatus[] = [];
    const cancel = server.pull('S', consumer, request, {
      message: (message) => messages.push(message),
      status: (status) => statuses.push(status),
    });
    return { messages, statuses, cancel, payloads: () => messages.map(({ payload }) => payload) };
  };

  /** What is in the stream, by payload. */
  const stored = (name = 'S'): readonly string[] => {
    const info = server.streamInfo(name);
    if ('kind' in info) return [];
    const sequences = Array.from({ length: Math.max(0, info.lastSeq - info.firstSeq + 1) }, (_, i) => info.firstSeq + i);
    return sequences.flatMap((seq) => {
      const message = server.getMessage(name, { seq });
      return 'kind' in message ? [] : [message.payload];
    });
  };

  return { clock, server, nowS, advisories, publish, push, pullConsumer, pull, stored };
}

export const errorCode = (answer: object | true): number | null =>
  answer !== true && 'errCode' in answer ? (answer as ApiError).errCode : null;
