import type { Payload, PlainData } from '../../base/plainData';

/** What a client asks to store. Its `id` makes a repeated append recognisable. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Payload;
  readonly metadata?: Payload;
}

/** An event as it stands in its stream, for good. */
export interface StoredEvent extends NewEvent {
  readonly stream: string;
  /** Number within its stream, from 0. */
  readonly revision: number;
  /** Number within the whole store, from 0. */
  readonly position: number;
  readonly atUs: number;
}

/** What the writer believes about the stream: its last revision, or less. */
export type ExpectedVersion = number | 'any' | 'noStream' | 'streamExists';

export type AppendResult =
  /** `revision` of the last event of the call; `repeated`: it stood there already and was not written again. */
  | { readonly kind: 'appended'; readonly revision: number; readonly position: number; readonly repeated: boolean }
  | { readonly kind: 'wrongExpectedVersion'; readonly expected: ExpectedVersion; readonly current: number | 'noStream' }
  /** The client cannot know whether its events are stored. */
  | { readonly kind: 'noAnswer' }
  | { readonly kind: 'unavailable' };

export type ReadResult =
  | { readonly kind: 'events'; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'streamNotFound' }
  | { readonly kind: 'unavailable' };

export interface ReadOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** First revision (of a stream) or position (of the store) that is read; without it from the start, or backwards from the end. */
  readonly from?: number;
  readonly maxCount?: number;
}

/** What a subscription follows. */
export type Source = { readonly kind: 'all' } | { readonly kind: 'stream'; readonly stream: string };

/** Number of an event in what is followed. */
export function placeIn(source: Source, event: StoredEvent): number {
  return source.kind === 'all' ? event.position : event.revision;
}

/** A copy that nobody can change afterwards: history is what was written (EVS-011). */
export function frozenCopy<T extends PlainData>(data: T): T {
  if (data === null || typeof data !== 'object') return data;
  const copied = Array.isArray(data)
    ? data.map((item: PlainData) => frozenCopy(item))
    : Object.fromEntries(Object.entries(data).map(([key, value]) => [key, frozenCopy(value)]));
  return Object.freeze(copied) as T;
}
