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
