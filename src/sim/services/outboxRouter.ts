import { assertUnreachable } from '../../base/assert';

/** A change of the outbox table as a connector reads it from the log: created, updated, deleted. */
export interface OutboxChange {
  readonly op: 'c' | 'u' | 'd';
  readonly id: string;
  readonly aggregatetype: string;
  readonly aggregateid: string;
  readonly payload: string;
}

/** What an outbox row becomes in the log of the broker. */
export interface RoutedRecord {
  readonly topic: string;
  /** All events of one aggregate go to one partition (CDC-003). */
  readonly key: string;
  readonly value: string;
  /** `id` is what consumers deduplicate by (CDC-001). */
  readonly headers: { readonly id: string };
}

export type Routed =
  { readonly kind: 'record'; readonly record: RoutedRecord } | { readonly kind: 'skipped'; readonly warning: string | null };

/** The event router of Debezium with its defaults: rows are only ever inserted; a deletion means nothing, an update is a mistake. */
export function routeOutboxRow(change: OutboxChange): Routed {
  const { op, id, aggregatetype, aggregateid, payload } = change;
  switch (op) {
    case 'c':
      return { kind: 'record', record: { topic: `outbox.event.${aggregatetype}`, key: aggregateid, value: payload, headers: { id } } };
    case 'd':
      return { kind: 'skipped', warning: null };
    case 'u':
      // `table.op.invalid.behavior` is `warn` (CDC-005).
      return { kind: 'skipped', warning: `Unexpected update message received ${id} and ignored` };
    default:
      return assertUnreachable(op);
  }
}
