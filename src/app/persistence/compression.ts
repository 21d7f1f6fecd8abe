import { type Result, err, ok } from '../../base/result';

/** Scenario texts in links: deflate-raw, then base64url. A text that unfolds to more than a scenario file may be is refused. */

const inflatedBytesMax = 1_000_000;

export async function deflateText(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

export async function inflateText(data: string): Promise<Result<string, string>> {
  try {
    const bytes = fromBase64Url(data);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const inflated = await readAtMost(stream.getReader(), inflatedBytesMax);
    return inflated === null ? err('it unfolds to more than 1 MB') : ok(new TextDecoder('utf-8', { fatal: true }).decode(inflated));
  } catch {
    return err('it is damaged');
  }
}

/** Stops reading as soon as there is too much: a small link must not fill the memory. */
async function readAtMost(reader: ReadableStreamDefaultReader<Uint8Array>, bytesMax: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts, size);
    parts.push(value);
    size += value.length;
    if (size > bytesMax) {
      await reader.cancel();
      return null;
    }
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}
