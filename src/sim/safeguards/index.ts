import { acknowledgement } from './acknowledgement';
import { bulkhead } from './bulkhead';
import { callRetry } from './callRetry';
import { capacity } from './capacity';
import { consumption } from './consumption';
import { deadLetters } from './deadLetters';
import type { SafeguardDeclaration } from './definition';
import { inbox } from './inbox';
import { outbox } from './outbox';
import { replication } from './replication';
import { retry } from './retry';

/** Safeguards of a place that receives and publishes, in inspector order. */
export const safeguardRegistry = [
  outbox,
  inbox,
  acknowledgement,
  retry,
  deadLetters,
  capacity,
  consumption,
  bulkhead,
  callRetry,
] as const satisfies readonly SafeguardDeclaration[];

/** Safeguards of the broker itself. */
export const brokerSafeguardRegistry = [replication] as const satisfies readonly SafeguardDeclaration[];
