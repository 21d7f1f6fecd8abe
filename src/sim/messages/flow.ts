import type { CloudEvent, EventDraft } from './cloudEvent';
import { formatTraceparent } from './traceparent';
import { formatTracestate } from './tracestate';
import type { TraceContext } from './traceContext';

/** Extensions that say where an event comes from: correlation, causation, and the trace in which it began. */

/** An event that begins a flow: the flow goes by its id. */
export const startingFlow = (draft: EventDraft): EventDraft => ({ ...draft, correlationid: draft['id'] });

/** An event that another one caused: it stays in the flow of its cause and names it (CEV-007). A cause outside any flow begins one. */
export function causedBy(draft: EventDraft, cause: CloudEvent): EventDraft {
  return { ...draft, correlationid: cause['correlationid'] ?? cause.id, causationid: cause.id };
}

/**
 * Writes the trace into an event in which its transmission starts. An event that has one keeps it, however many hops follow: the trace of a
 * hop travels in the headers of the protocol (CEV-008). Middleware may add one that the source left out.
 */
export function withStartingTrace(draft: EventDraft, { state, ...parent }: TraceContext): EventDraft {
  if ((draft['traceparent'] ?? null) !== null) return draft;
  const traceparent = formatTraceparent(parent);
  return state.length === 0 ? { ...draft, traceparent } : { ...draft, traceparent, tracestate: formatTracestate(state) };
}
