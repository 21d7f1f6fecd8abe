import { brokerDown } from './brokerDown';
import { crash } from './crash';
import { dbRefuses } from './dbRefuses';
import { delay } from './delay';
import { drop } from './drop';
import { duplicate } from './duplicate';
import type { FaultDefinition } from './fault';
import { flaky } from './flaky';
import { hang } from './hang';
import { lostAck } from './lostAck';
import { nodeDown } from './nodeDown';
import { partition } from './partition';
import { poison } from './poison';
import { reorder } from './reorder';
import { replay } from './replay';
import { slow } from './slow';
import { stripId } from './stripId';
import { zombie } from './zombie';

/** Every fault; menus, the scenario schema, links and contract tests follow this list. */
export const faultRegistry = [
  crash,
  slow,
  hang,
  zombie,
  flaky,
  dbRefuses,
  poison,
  duplicate,
  drop,
  lostAck,
  partition,
  delay,
  reorder,
  replay,
  stripId,
  brokerDown,
  nodeDown,
] as const satisfies readonly FaultDefinition[];

/** The fault of that kind; undefined when there is none. */
export function findFault(kind: string): FaultDefinition | undefined {
  return faultRegistry.find((fault) => fault.kind === kind);
}
