import { RandomStream } from '../kernel/random';
import { formatTraceparent, parseTraceparent, type TraceParent } from './traceparent';
import { formatTracestate, parseTracestate, type TraceState } from './tracestate';

/** W3C trace context at one participant: what arrives with a message, and what leaves with the messages that follow from it. */
export interface TraceContext extends TraceParent {
  readonly state: TraceState;
}

export type Incoming =
  | { readonly kind: 'continued'; readonly context: TraceContext }
  /** No usable traceparent: a new trace starts, and a tracestate is dropped with it. */
  | { readonly kind: 'none'; readonly reason: 'missing' | 'invalid' | 'repeated' };

export type Header = readonly [name: string, value: string];

/** Reads the context from the headers of a message. Names count in any case; several tracestate headers are one list. A bad tracestate does not spoil the traceparent. */
export function receiveTrace(headers: readonly Header[]): Incoming {
  const valuesOf = (wanted: string): readonly string[] =>
    headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
  const [first, ...others] = valuesOf('traceparent');
  if (first === undefined) return { kind: 'none', reason: 'missing' };
  if (others.length > 0) return { kind: 'none', reason: 'repeated' };
  const parent = parseTraceparent(first);
  if (parent === null) return { kind: 'none', reason: 'invalid' };
  return { kind: 'continued', context: { ...parent, state: parseTracestate(valuesOf('tracestate').join(',')) ?? [] } };
}

/** Source of new ids: hexadecimal, never all zero. */
export interface TraceIds {
  traceId(): string;
  parentId(): string;
}

/** The context of what leaves: the trace goes on under a parent id of its own (TRC-001), or a new one starts (TRC-002, TRC-003). */
export function continueTrace(incoming: Incoming, ids: TraceIds): TraceContext {
  return incoming.kind === 'none' ? startTrace(ids) : { ...incoming.context, parentId: ids.parentId() };
}

/** Starts a trace; at a border of trust also where one arrived. */
export const startTrace = (ids: TraceIds, sampled = true): TraceContext => ({
  traceId: ids.traceId(),
  parentId: ids.parentId(),
  sampled,
  state: [],
});

/** The headers that carry a context: no tracestate when there is nothing in it. */
export function traceHeaders({ state, ...parent }: TraceContext): readonly Header[] {
  const traceparent: Header = ['traceparent', formatTraceparent(parent)];
  return state.length === 0 ? [traceparent] : [traceparent, ['tracestate', formatTracestate(state)]];
}

/** Ids drawn from a named stream of a run: the same seed gives the same ids. */
export function drawnTraceIds(seed: number, name: string): TraceIds {
  const stream = new RandomStream(seed, name);
  const word = (): string => stream.u32().toString(16).padStart(8, '0');
  const words = (count: number): string => Array.from({ length: count }, word).join('');
  return { traceId: () => nonZero(words(4)), parentId: () => nonZero(words(2)) };
}

/** Zeros only would be no id. */
const nonZero = (id: string): string => (/^0+$/.test(id) ? id.replace(/0$/, '1') : id);
