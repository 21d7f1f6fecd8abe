/** Kafka's default hash of a key: murmur2 with its fixed seed over the bytes. */
export function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995;
  const { length } = bytes;
  let h = 0x9747b28c ^ length;
  const blocks = length >> 2;
  for (let i = 0; i < blocks; i++) h = Math.imul(h, m) ^ mixed(blockAt(bytes, i * 4), m);
  const tail = blocks * 4;
  const left = length - tail;
  if (left === 3) h ^= (bytes[tail + 2] ?? 0) << 16;
  if (left >= 2) h ^= (bytes[tail + 1] ?? 0) << 8;
  if (left >= 1) h = Math.imul(h ^ (bytes[tail] ?? 0), m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}

const blockAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

function mixed(block: number, m: number): number {
  const k = Math.imul(block, m);
  return Math.imul(k ^ (k >>> 24), m);
}

/** The bytes of a text in UTF-8; written out because this layer has no platform. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Same key, same partition, as long as their number stays (KAF-014, KAF-015). */
export const partitionOfHash = (hash: number, partitions: number): number => (hash & 0x7fffffff) % partitions;

export const partitionOfText = (key: string, partitions: number): number => partitionOfHash(murmur2(utf8(key)), partitions);

/** Records without a key stay with one partition until a batch is full, then go to another (KAF-016). */
export class StickyPartitions {
  readonly #batchBytes: number;
  readonly #draw: (choices: number) => number;
  #current = -1;
  #producedBytes = 0;

  constructor(batchBytes: number, draw: (choices: number) => number) {
    this.#batchBytes = batchBytes;
    this.#draw = draw;
  }

  next(partitions: number, sizeBytes: number): number {
    if (this.#current < 0) this.#current = this.#draw(partitions);
    else if (this.#current >= partitions || this.#producedBytes >= this.#batchBytes) this.#switch(partitions);
    this.#producedBytes += sizeBytes;
    return this.#current;
  }

  #switch(partitions: number): void {
    this.#producedBytes = 0;
    if (this.#current >= partitions || partitions === 1) this.#current = this.#draw(partitions);
    else this.#current = (this.#current + 1 + this.#draw(partitions - 1)) % partitions;
  }
}
