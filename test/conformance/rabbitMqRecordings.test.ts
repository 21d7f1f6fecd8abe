import { expect, it } from 'vitest';
import { replay } from './rabbitMqReplay';
import type { RabbitMqRecording } from './recordings/format';

const recordings = Object.values(
  import.meta.glob<RabbitMqRecording>('./recordings/rabbitmq-3.10/*.json', { eager: true, import: 'default' }),
);

it('there are recordings of a real RabbitMQ', () => {
  expect(recordings.length).toBeGreaterThanOrEqual(12);
});

it.each(recordings.map((recording) => [recording.experiment, recording] as const))('replays what a real server did: %s', (_, recording) => {
  expect(replay(recording)).toEqual(recording.observed);
});
