import type { Brand } from '../../base/brand';
import type { PlainData } from '../../base/plainData';

/** An event as somebody wrote it: attributes and data side by side, as in its JSON form. Nothing about it is checked. */
export type EventDraft = { readonly [member: string]: PlainData | undefined };

/** A valid CloudEvents 1.0 event. Only `validateCloudEvent` makes one; extension attributes stand beside the others. */
export type CloudEvent = Brand<
  EventDraft & {
    readonly specversion: '1.0';
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly datacontenttype?: string;
    readonly dataschema?: string;
    readonly subject?: string;
    readonly time?: string;
    readonly data?: PlainData;
    /** Binary data; never together with `data`. */
    readonly data_base64?: string;
  },
  'CloudEvent'
>;

/** CloudEvents has no other attribute values once they are plain data: URIs, timestamps and binary values are texts of a form. */
export type AttributeValue = string | number | boolean;

/** Members that hold the payload; everything else is an attribute. */
const dataMembers: ReadonlySet<string> = new Set(['data', 'data_base64']);
export const isDataMember = (name: string): boolean => dataMembers.has(name);

/** The attributes of an event without its data, in the order in which they stand. */
export function attributesOf(event: CloudEvent): readonly (readonly [name: string, value: AttributeValue])[] {
  return Object.entries(event).flatMap(([name, value]) =>
    isDataMember(name) || value === undefined ? [] : [[name, value as AttributeValue] as const],
  );
}

/** What makes an event this event: source and id together. The same id from another source is another event (CEV-002). */
export const identityOf = ({ source, id }: CloudEvent): string => JSON.stringify([source, id]);

export const isSameEvent = (one: CloudEvent, other: CloudEvent): boolean => one.source === other.source && one.id === other.id;

/** The events without their repetitions, as a consumer sees them that treats an equal source and id as a duplicate. */
export function distinctEvents(events: readonly CloudEvent[]): readonly CloudEvent[] {
  const seen = new Set<string>();
  return events.filter((event) => {
    const identity = identityOf(event);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}
