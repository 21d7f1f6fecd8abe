/** The header `traceparent` of W3C trace context, Level 1. */

export interface TraceParent {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly parentId: string;
  /** The caller may have recorded this request. */
  readonly sampled: boolean;
}

const fields = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const sampledFlag = 0x01;

/**
 * Reads a traceparent; null when it is to be ignored: ids of zeros only, upper-case digits, version ff, any other form (TRC-002). Of a version
 * that is not known yet the first four fields are read, as if it were version 00; more may follow them after a dash.
 */
export function parseTraceparent(text: string): TraceParent | null {
  const match = fields.exec(text);
  if (match === null) return null;
  const [version, traceId, parentId, flags, more] = match.slice(1) as [string, string, string, string, string?];
  const isVersion = version !== 'ff' && (version !== '00' || more === undefined);
  if (!isVersion || isZero(traceId) || isZero(parentId)) return null;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & sampledFlag) !== 0 };
}

const isZero = (id: string): boolean => /^0+$/.test(id);

/** Writes a traceparent of version 00, whatever version was received; flags that version 00 does not know are zero. */
export const formatTraceparent = ({ traceId, parentId, sampled }: TraceParent): string =>
  `00-${traceId}-${parentId}-${sampled ? '01' : '00'}`;
