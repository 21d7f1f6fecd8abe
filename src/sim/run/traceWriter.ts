import { assert } from '../../base/assert';
import type { Payload } from '../../base/plainData';
import { openFacts, openMessages, resizedFacts, resizedMessages } from './columns';
import { combinedDigest, Digest, runCodeOf } from './digest';
import type { FactKind } from './facts';
import type { RunHeader } from './header';
import { chunkMask, chunkRows, chunkShift, type FactChunk, type MessageChunk, type Trace } from './trace';

/** The first chunk starts small and doubles, so that a run of one order does not pay for 65,536 rows. */
const firstRows = 1024;

/**
 * Writes a run's facts and messages into columns. Writing a fact makes no object; chunks are digested when they are full.
 * The reading methods serve the run itself; everybody else reads the finished trace.
 */
export class TraceWriter {
  /** Virtual time of whatever is written next; the run moves it. */
  now = 0;

  private facts = openFacts(firstRows);
  private factRow = 0;
  private factCapacity = firstRows;
  private readonly factChunks: FactChunk[] = [];
  private readonly factDigest = new Digest();
  private factTime = 0;

  private messages = openMessages(firstRows);
  private messageRow = 1;
  private messageCapacity = firstRows;
  private readonly messageChunks: MessageChunk[] = [this.messages];
  private readonly messageDigest = new Digest();

  private readonly strings: string[] = [];
  private readonly stringIndex = new Map<string, number>();
  private readonly payloads: Payload[] = [];
  private readonly payloadDigest = new Digest();
  private values = new Float64Array(64);
  private valueCount = 0;
  private finished = false;

  constructor() {
    this.string('');
    this.payload({});
  }

  /** Facts written so far. */
  get rows(): number {
    return (this.factChunks.length << chunkShift) + this.factRow;
  }

  /** Messages made so far; also the id of the newest one. */
  get messageCount(): number {
    return ((this.messageChunks.length - 1) << chunkShift) + this.messageRow - 1;
  }

  /** Writes one fact at the time `now`. */
  // oxlint-disable-next-line max-params -- one row of six columns; an object per fact would cost more than the fact
  fact(kind: FactKind, place: number, message: number, attempt: number, a: number, b: number): void {
    if (this.factRow === this.factCapacity) this.growFacts();
    const row = this.factRow++;
    const facts = this.facts;
    facts.time[row] = this.now;
    facts.message[row] = message;
    facts.a[row] = a;
    facts.b[row] = b;
    facts.place[row] = place;
    facts.attempt[row] = attempt;
    facts.kind[row] = kind;
  }

  /** Makes a message and returns its id; correlation 0 makes it the start of a flow, correlated to itself. */
  // oxlint-disable-next-line max-params -- one row of six columns
  message(type: number, key: number, correlation: number, causation: number, sender: number, payload: number): number {
    if (this.messageRow === this.messageCapacity) this.growMessages();
    const row = this.messageRow++;
    const id = ((this.messageChunks.length - 1) << chunkShift) + row;
    const messages = this.messages;
    messages.type[row] = type;
    messages.key[row] = key;
    messages.correlation[row] = correlation === 0 ? id : correlation;
    messages.causation[row] = causation;
    messages.sender[row] = sender;
    messages.payload[row] = payload;
    messages.createdAt[row] = this.now;
    return id;
  }

  /** Index of a text; the same text always has the same index. Index 0 is the empty text. */
  string(text: string): number {
    const known = this.stringIndex.get(text);
    if (known !== undefined) return known;
    const index = this.strings.push(text) - 1;
    this.stringIndex.set(text, index);
    return index;
  }

  /** Keeps a number that does not fit a column and returns its index. */
  value(x: number): number {
    if (this.valueCount === this.values.length) this.growValues();
    this.values[this.valueCount] = x;
    return this.valueCount++;
  }

  /** Keeps the fields of a message and returns their index. Index 0 is the empty payload; the object must not change afterwards. */
  payload(fields: Payload): number {
    const last = this.payloads.length - 1;
    if (last >= 0 && this.payloads[last] === fields) return last;
    this.payloadDigest.data(fields);
    return this.payloads.push(fields) - 1;
  }

  typeOf(message: number): number {
    return this.chunkOf(message).type[message & chunkMask]!;
  }

  keyOf(message: number): number {
    return this.chunkOf(message).key[message & chunkMask]!;
  }

  correlationOf(message: number): number {
    return this.chunkOf(message).correlation[message & chunkMask]!;
  }

  /** A message whose chunk is sealed keeps its own: it was made so long ago that its digest is taken. */
  stripCorrelation(message: number): void {
    if (this.chunkOf(message) === this.messages) this.messages.correlation[message & chunkMask] = message;
  }

  causationOf(message: number): number {
    return this.chunkOf(message).causation[message & chunkMask]!;
  }

  senderOf(message: number): number {
    return this.chunkOf(message).sender[message & chunkMask]!;
  }

  payloadOf(message: number): number {
    return this.chunkOf(message).payload[message & chunkMask]!;
  }

  createdAtOf(message: number): number {
    return this.chunkOf(message).createdAt[message & chunkMask]!;
  }

  payloadFields(index: number): Payload {
    const fields = this.payloads[index];
    assert(fields !== undefined, 'unknown payload');
    return fields;
  }

  /** Seals everything into a trace. `specText` is the canonical text of the spec: it goes into the digest. */
  finish(header: RunHeader, specText: string): Trace {
    assert(!this.finished, 'a trace is finished once');
    this.finished = true;
    const rows = this.rows;
    const messageCount = this.messageCount;
    this.sealFacts(true);
    this.sealMessages(true);
    const { strings, payloads, factDigest, messageDigest, payloadDigest } = this;
    const values = this.values.slice(0, this.valueCount);
    const digest = combinedDigest({ specText, rows, messageCount, strings, values, payloads, factDigest, messageDigest, payloadDigest });
    return {
      header,
      rows,
      facts: this.factChunks,
      messageCount,
      messages: this.messageChunks,
      values,
      strings,
      payloads,
      endTime: this.factTime,
      digest,
      runCode: runCodeOf(digest),
    };
  }

  private chunkOf(message: number): MessageChunk {
    const chunk = this.messageChunks[message >>> chunkShift];
    assert(chunk !== undefined, 'unknown message');
    return chunk;
  }

  private growFacts(): void {
    if (this.factCapacity < chunkRows) {
      this.facts.rows = this.factRow;
      this.factCapacity *= 2;
      this.facts = resizedFacts(this.facts, this.factCapacity);
      return;
    }
    this.sealFacts(false);
    this.facts = openFacts(chunkRows);
    this.factRow = 0;
  }

  private growMessages(): void {
    if (this.messageCapacity < chunkRows) {
      this.messages.rows = this.messageRow;
      this.messageCapacity *= 2;
      this.messages = resizedMessages(this.messages, this.messageCapacity);
      this.messageChunks[this.messageChunks.length - 1] = this.messages;
      return;
    }
    this.sealMessages(false);
    this.messages = openMessages(chunkRows);
    this.messageChunks.push(this.messages);
    this.messageRow = 0;
  }

  private growValues(): void {
    const wider = new Float64Array(this.values.length * 2);
    wider.set(this.values);
    this.values = wider;
  }

  private sealFacts(isLast: boolean): void {
    const rows = this.factRow;
    if (rows === 0) return;
    this.facts.rows = rows;
    const sealed = isLast && rows < this.factCapacity ? resizedFacts(this.facts, rows) : this.facts;
    this.factTime = this.factDigest.facts(sealed, this.factTime);
    assert(this.factTime >= 0, 'facts are written in the order of time');
    this.factChunks.push(sealed);
    this.factRow = 0;
  }

  private sealMessages(isLast: boolean): void {
    const rows = this.messageRow;
    const index = this.messageChunks.length - 1;
    this.messages.rows = rows;
    const sealed = isLast && rows < this.messageCapacity ? resizedMessages(this.messages, rows) : this.messages;
    this.messageDigest.messages(sealed, index === 0 ? 1 : 0);
    this.messageChunks[index] = sealed;
  }
}
