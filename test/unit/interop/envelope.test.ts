import { describe, expect, it } from 'vitest';
import { envelopeOf } from '../../../src/interop/envelope';
import { type CloudEvent, compareBySequence, envelopeProblems, identityOf, messageAt, parseTraceparent } from '../../../src/sim';
import { run, send } from '../../support/engine';
import { workshop } from '../../support/workshop';

const runs = (['choreography', 'orchestration', 'calls'] as const).map(
  (coordination) => [coordination, run(workshop(), { coordination, interventions: [send(), send()] })] as const,
);

describe('the envelope of a message', () => {
  it.each(runs)('%s: every message has one without a remark', (_, trace) => {
    const events = Array.from({ length: trace.messageCount }, (_message, i) => envelopeOf(trace, i + 1));
    expect(events.length).toBeGreaterThan(8);
    expect(events.flatMap(envelopeProblems)).toEqual([]);
    expect(new Set(events.map(identityOf)).size).toBe(events.length);
    const parents = events.map((one) => parseTraceparent(one['traceparent'] as string));
    expect(new Set(parents.map((one) => one?.parentId)).size).toBe(events.length);
    expect(new Set(parents.map((one) => one?.traceId)).size).toBe(2);
    for (const [i, one] of events.entries()) {
      const { causation, sender } = messageAt(trace, i + 1);
      expect(one['causationid']).toBe(causation === 0 ? undefined : events[causation - 1]?.id);
      expect(one.source).toContain(trace.header.places[sender]?.id);
    }
  });

  it.each(runs)('%s: a source counts its own messages', (_, trace) => {
    const latest = new Map<string, CloudEvent>();
    for (let id = 1; id <= trace.messageCount; id++) {
      const one = envelopeOf(trace, id);
      const before = latest.get(one.source);
      expect(Number(one['sequence'])).toBe(Number(before?.['sequence'] ?? 0) + 1);
      expect(before === undefined ? -1 : compareBySequence(before, one)).toBe(-1);
      latest.set(one.source, one);
    }
    expect(latest.size).toBeGreaterThan(2);
  });

  it('says what it is about, when, and by which schema', () => {
    const [, trace] = runs[0]!;
    const { key, createdAt } = messageAt(trace, trace.messageCount);
    const one = envelopeOf(trace, trace.messageCount);
    expect(one.subject).toBe(one['partitionkey']);
    expect(one.subject).toMatch(new RegExp(`-${key}$`));
    expect(one.time).toBe(`2026-01-01T00:00:${(createdAt / 1_000_000).toFixed(6).padStart(9, '0')}Z`);
    expect(one.dataschema).toMatch(/^urn:eventarium:schema:workshop:[A-Z]\w+:1$/);
    expect(one.type).toMatch(/^workshop\.[A-Z]/);
    expect(envelopeOf(trace, trace.messageCount, { epochUs: 0 }).time?.slice(0, 10)).toBe('1970-01-01');
    expect(envelopeOf(trace, 1)).toEqual(envelopeOf(trace, 1));
  });

  it('names the run: the same message of another run is another event', () => {
    const [first, second] = [runs[0]![1], runs[1]![1]];
    expect(identityOf(envelopeOf(first, 1))).not.toBe(identityOf(envelopeOf(second, 1)));
    expect(envelopeOf(first, 1)['traceparent']).not.toBe(envelopeOf(second, 1)['traceparent']);
  });
});
