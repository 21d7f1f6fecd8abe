/** Fractions of the cube roots of the first 64 primes (FIPS 180-4). */
const roundConstants = Uint32Array.from(
  (
    '428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5 ' +
    'd807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe 9bdc06a7 c19bf174 ' +
    'e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da ' +
    '983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967 ' +
    '27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85 ' +
    'a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070 ' +
    '19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3 ' +
    '748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2 '
  )
    .trim()
    .split(' '),
  (word) => Number.parseInt(word, 16),
);

/** SHA-256 of a text in UTF-8, in hexadecimal: what content-based deduplication compares. */
export function sha256(text: string): string {
  const bytes = padded(utf8(text));
  const state = Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
  const view = new DataView(bytes.buffer);
  for (let block = 0; block < bytes.length; block += 64) digestBlock(state, schedule(view, block));
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), continuation(code, 0));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), continuation(code, 6), continuation(code, 0));
    else bytes.push(0xf0 | (code >> 18), continuation(code, 12), continuation(code, 6), continuation(code, 0));
  }
  return bytes;
}

const continuation = (code: number, shift: number): number => 0x80 | ((code >> shift) & 0x3f);

/** The bytes, a one bit, zeros, and the length in bits at the end of the last block of 64. */
function padded(bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(whole.length - 4, bytes.length * 8);
  return whole;
}

function schedule(view: DataView, block: number): Uint32Array {
  const words = new Uint32Array(64);
  const at = (i: number): number => words[i] ?? 0;
  for (let i = 0; i < 16; i++) words[i] = view.getUint32(block + i * 4);
  for (let i = 16; i < 64; i++) {
    const low = rotated(at(i - 15), 7) ^ rotated(at(i - 15), 18) ^ (at(i - 15) >>> 3);
    const high = rotated(at(i - 2), 17) ^ rotated(at(i - 2), 19) ^ (at(i - 2) >>> 10);
    words[i] = at(i - 16) + low + at(i - 7) + high;
  }
  return words;
}

function digestBlock(state: Uint32Array, words: Uint32Array): void {
  const round = Uint32Array.from(state);
  const at = (register: number): number => round[register] ?? 0;
  for (let i = 0; i < 64; i++) {
    const [a, e] = [at(0), at(4)];
    const mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = at(7) + mixed + ((e & at(5)) ^ (~e & at(6))) + (roundConstants[i] ?? 0) + (words[i] ?? 0);
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & at(1)) ^ (a & at(2)) ^ (at(1) & at(2)));
    round.copyWithin(1, 0, 7);
    round[4] = at(4) + first;
    round[0] = first + second;
  }
  round.forEach((word, i) => (state[i] = (state[i] ?? 0) + word));
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
