import type { PlaceKind } from '../../sim';

/** Roles of EventStorming; each has a fill and an ink in tokens.css and a shape of its own. */
export type Role = 'event' | 'command' | 'query' | 'read-model' | 'policy' | 'service' | 'external' | 'fault';

export function roleOfPlace(kind: PlaceKind): Role {
  if (kind === 'customer' || kind === 'external') return 'external';
  if (kind === 'readModel') return 'read-model';
  return kind === 'coordinator' ? 'policy' : 'service';
}

export const fillOf = (role: Role): string => `var(--role-${role}-fill)`;
export const inkOf = (role: Role): string => `var(--role-${role}-ink)`;
