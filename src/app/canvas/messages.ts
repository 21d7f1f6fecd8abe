import { chunkMask, chunkShift, type MessageTypeInfo, type Trace } from '../../sim';
import type { Role } from '../theme/roles';
import { words } from './words';

/** What the map needs to know of a message. */
export interface MessageFace {
  readonly message: number;
  readonly type: MessageTypeInfo | null;
  readonly role: Role;
  readonly key: number;
  /** "StockReserved #2". */
  readonly label: string;
}

export const roleOfType = (type: MessageTypeInfo | null): Role => (type === null ? 'query' : type.kind);

export function faceOf(trace: Trace, message: number): MessageFace {
  const type = trace.header.messageTypes[typeOf(trace, message)] ?? null;
  const key = keyOf(trace, message);
  return { message, type, role: roleOfType(type), key, label: words.typeAndKey(type?.name ?? 'message', key) };
}

/** Columns are read directly: a frame may hold thousands of messages. */
export const typeOf = (trace: Trace, message: number): number => trace.messages[message >>> chunkShift]?.type[message & chunkMask] ?? 0;
export const keyOf = (trace: Trace, message: number): number => trace.messages[message >>> chunkShift]?.key[message & chunkMask] ?? 0;
export const senderOf = (trace: Trace, message: number): number => trace.messages[message >>> chunkShift]?.sender[message & chunkMask] ?? 0;

export interface MessageRow {
  readonly type: number;
  readonly sender: number;
  readonly payload: number;
  readonly correlation: number;
  readonly causation: number;
  readonly createdAt: number;
}

/** All columns of one message; zeros when there is no such message. */
export function messageRow(trace: Trace, message: number): MessageRow {
  const chunk = trace.messages[message >>> chunkShift];
  const i = message & chunkMask;
  const read = (column: ArrayLike<number> | undefined): number => column?.[i] ?? 0;
  return {
    type: read(chunk?.type),
    sender: read(chunk?.sender),
    payload: read(chunk?.payload),
    correlation: read(chunk?.correlation),
    causation: read(chunk?.causation),
    createdAt: read(chunk?.createdAt),
  };
}
