import type { FactChunk, MessageChunk } from './trace';

/** A chunk while it is written: its columns share one buffer, so that a sealed chunk is one transferable. */
export type OpenFacts = { -readonly [name in keyof FactChunk]: FactChunk[name] };
export type OpenMessages = { -readonly [name in keyof MessageChunk]: MessageChunk[name] };

/** Bytes of one fact and of one message. */
export const factBytes = 25;
export const messageBytes = 28;

/** Makes empty fact columns for `capacity` rows; wide columns first keeps every column aligned. */
export function openFacts(capacity: number): OpenFacts {
  const buffer = new ArrayBuffer(capacity * factBytes);
  return {
    rows: 0,
    time: new Float64Array(buffer, 0, capacity),
    message: new Uint32Array(buffer, 8 * capacity, capacity),
    a: new Int32Array(buffer, 12 * capacity, capacity),
    b: new Int32Array(buffer, 16 * capacity, capacity),
    place: new Uint16Array(buffer, 20 * capacity, capacity),
    attempt: new Uint16Array(buffer, 22 * capacity, capacity),
    kind: new Uint8Array(buffer, 24 * capacity, capacity),
  };
}

/** Makes empty message columns for `capacity` rows. */
export function openMessages(capacity: number): OpenMessages {
  const buffer = new ArrayBuffer(capacity * messageBytes);
  return {
    rows: 0,
    createdAt: new Float64Array(buffer, 0, capacity),
    key: new Uint32Array(buffer, 8 * capacity, capacity),
    correlation: new Uint32Array(buffer, 12 * capacity, capacity),
    causation: new Uint32Array(buffer, 16 * capacity, capacity),
    payload: new Uint32Array(buffer, 20 * capacity, capacity),
    type: new Uint16Array(buffer, 24 * capacity, capacity),
    sender: new Uint16Array(buffer, 26 * capacity, capacity),
  };
}

/** Copies the written rows into columns for `capacity` rows: a larger chunk to go on, or an exact one to keep. */
export function resizedFacts(chunk: FactChunk, capacity: number): OpenFacts {
  const copy = openFacts(capacity);
  const rows = chunk.rows;
  copy.rows = rows;
  copy.time.set(chunk.time.subarray(0, rows));
  copy.message.set(chunk.message.subarray(0, rows));
  copy.a.set(chunk.a.subarray(0, rows));
  copy.b.set(chunk.b.subarray(0, rows));
  copy.place.set(chunk.place.subarray(0, rows));
  copy.attempt.set(chunk.attempt.subarray(0, rows));
  copy.kind.set(chunk.kind.subarray(0, rows));
  return copy;
}

/** As `resizedFacts`, for messages. */
export function resizedMessages(chunk: MessageChunk, capacity: number): OpenMessages {
  const copy = openMessages(capacity);
  const rows = chunk.rows;
  copy.rows = rows;
  copy.createdAt.set(chunk.createdAt.subarray(0, rows));
  copy.key.set(chunk.key.subarray(0, rows));
  copy.correlation.set(chunk.correlation.subarray(0, rows));
  copy.causation.set(chunk.causation.subarray(0, rows));
  copy.payload.set(chunk.payload.subarray(0, rows));
  copy.type.set(chunk.type.subarray(0, rows));
  copy.sender.set(chunk.sender.subarray(0, rows));
  return copy;
}
