/** A block of IP addresses: the bits that an address has to share with it. */
export interface Cidr {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** Reads `10.0.0.0/24` or `2001:db8::/32`; null when it is no address block. */
export function cidrOf(text: string): Cidr | null {
  const [address = '', length, ...rest] = text.split('/');
  const bytes = addressOf(address);
  if (bytes === null || rest.length > 0 || !/^\d{1,3}$/.test(length ?? '')) return null;
  const bits = Number(length);
  return bits <= bytes.length * 8 ? { bytes, bits } : null;
}

/** Whether an address lies in the block. */
export function inCidr({ bytes, bits }: Cidr, address: string): boolean {
  const own = addressOf(address);
  if (own === null || own.length !== bytes.length) return false;
  return bytes.every((byte, i) => {
    const shift = 8 - Math.max(0, Math.min(8, bits - i * 8));
    return byte >> shift === (own[i] ?? 0) >> shift;
  });
}

function addressOf(text: string): readonly number[] | null {
  return text.includes(':') ? wide(text) : narrow(text);
}

function narrow(text: string): readonly number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return null;
  return parts.map(Number);
}

/** Eight groups of four hex digits; one run of zero groups may be written as `::`. */
function wide(text: string): readonly number[] | null {
  const halves = text.split('::');
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const written = groups.flat();
  const missing = 8 - written.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null;
  if (written.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null;
  const zeros = Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0');
  return [...(groups[0] ?? []), ...zeros, ...(groups[1] ?? [])].flatMap((group) => {
    const word = Number.parseInt(group, 16);
    return [word >> 8, word & 255];
  });
}
