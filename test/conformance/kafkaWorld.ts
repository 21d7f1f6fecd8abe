import { ProductClock } from '../../src/sim/broker/clock';
import { type ClusterGiven, KafkaCluster } from '../../src/sim/broker/products/kafka/cluster';
import type { ConsumerRecord, KafkaConsumer } from '../../src/sim/broker/products/kafka/consumer';
import { isKafkaError, type KafkaError } from '../../src/sim/broker/products/kafka/outcome';
import type { KafkaProducer, ProducerRecord, Sending } from '../../src/sim/broker/products/kafka/producer';
import type { NewTopic } from '../../src/sim/broker/products/kafka/topics';

export const seconds = (s: number): number => Math.round(s * 1_000_000);
export const p0 = { topic: 't', partition: 0 };
export const p1 = { topic: 't', partition: 1 };

/** A cluster with the topic `t`, in virtual time. */
export function cluster(topic: NewTopic = {}, given: Omit<ClusterGiven, 'clock'> = {}): { clock: ProductClock; kafka: KafkaCluster } {
  const clock = new ProductClock();
  const kafka = new KafkaCluster({ clock, ...given });
  kafka.createTopic('t', topic);
  return { clock, kafka };
}

/** Sends records with these values (to partition 0 unless said) and waits for their acknowledgement. */
export function produce(kafka: KafkaCluster, values: readonly string[], where: Partial<ProducerRecord> = {}): void {
  const producer = kafka.producer({ 'linger.ms': 0 });
  for (const value of values) producer.send({ topic: 't', partition: 0, value, ...where });
  producer.flush();
  kafka.clock.advanceBy(seconds(1));
  producer.close();
}

export const numbered = (from: number, until: number): string[] => Array.from({ length: until - from }, (_, i) => String(from + i));

/** Polls until something comes or the time is over, and tells the values. */
export function pollValues(kafka: KafkaCluster, consumer: KafkaConsumer, timeoutMs = 1_000): (string | null)[] {
  return pollRecords(kafka, consumer, timeoutMs).map(({ value }) => value);
}

export function pollRecords(kafka: KafkaCluster, consumer: KafkaConsumer, timeoutMs = 1_000): readonly ConsumerRecord[] {
  const polled = consumer.poll(timeoutMs);
  const end = kafka.clock.nowUs + timeoutMs * 1000;
  while (!polled.done && kafka.clock.nowUs < end) kafka.clock.advanceBy(1_000);
  const { value } = polled;
  if (value === undefined || isKafkaError(value)) throw new Error(value === undefined ? 'poll is not done' : value.code);
  return value;
}

/** Everything that can be read now from partition 0 by a reader outside any group. */
export function readAll(
  kafka: KafkaCluster,
  level: 'read_uncommitted' | 'read_committed' = 'read_uncommitted',
  where = p0,
): (string | null)[] {
  const reader = kafka.consumer({ 'auto.offset.reset': 'earliest', 'isolation.level': level });
  reader.assign([where]);
  const read: (string | null)[] = [];
  for (let more = pollValues(kafka, reader, 600); more.length > 0; more = pollValues(kafka, reader, 600)) read.push(...more);
  reader.close();
  return read;
}

export const codeOf = (outcome: unknown): string => (isKafkaError(outcome) ? outcome.code : 'no error');
export const failure = ({ future }: Sending): string => codeOf(future.value);
export const offsetOf = ({ future }: Sending): number | KafkaError | undefined =>
  future.value === undefined || isKafkaError(future.value) ? future.value : future.value.offset;

/** Keeps a consumer polling every 100 ms, as an application's loop does, and collects what it reads. */
export function loop(kafka: KafkaCluster, consumer: KafkaConsumer): { readonly values: (string | null)[]; stop: () => void } {
  const values: (string | null)[] = [];
  let stopped = false;
  const again = (): void => {
    if (stopped) return;
    consumer.poll(100).whenDone((outcome) => {
      if (!isKafkaError(outcome)) values.push(...outcome.map(({ value }) => value));
      kafka.clock.after(1_000, again);
    });
  };
  again();
  return { values, stop: () => (stopped = true) };
}

export const sendOne = (producer: KafkaProducer, value: string, more: Partial<ProducerRecord> = {}): Sending =>
  producer.send({ topic: 't', partition: 0, value, ...more });
