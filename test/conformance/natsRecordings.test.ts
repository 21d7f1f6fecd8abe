import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replayNats } from './natsReplay';
import type { NatsRecording } from './recordings/format';

const folder = new URL('./recordings/nats-2.9/', import.meta.url);
const recordings = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as NatsRecording);

describe('the simulated JetStream does what a real NATS server did', () => {
  it('in at least twelve experiments', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(12);
    expect(recordings.every(({ script, observed }) => script.length === observed.length)).toBe(true);
  });

  it.each(recordings.map((recording) => [recording.experiment, recording] as const))('%s', (_, recording) => {
    const steps = (events: readonly unknown[]): readonly unknown[] => recording.script.map((step, i) => [JSON.stringify(step), events[i]]);
    expect(steps(replayNats(recording))).toEqual(steps(recording.observed));
  });

  it.each(recordings.map((recording) => [recording.experiment, recording] as const))('%s, each step 20 ms slower', (_, recording) => {
    expect(replayNats({ ...recording, settleMs: recording.settleMs + 20 })).toEqual(recording.observed);
  });
});
