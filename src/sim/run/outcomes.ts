import { FactKind } from '../journal/facts';
import type { Work } from '../services/work';
import { entryPlace, type World } from './world';

/** A direct command or a call could not be done: its sender learns it. */
export function failedFor(world: World, work: Pick<Work, 'kind' | 'message' | 'call'>, reason: string): void {
  if (work.kind === 'call') world.calls?.failed(work.call, reason);
  else refuse(world, work.message, reason);
}

export function refuse(world: World, message: number, reason: string): void {
  const { journal, places, flows } = world;
  journal.fact(FactKind.refused, places.customer, message, 0, journal.string(reason), entryPlace(world));
  flows.refused(journal.keyOf(message));
}

/** An emission is durable. True when the worker goes on with synchronous calls. */
export function committed(world: World, place: number, event: number, work: Work | null): boolean {
  const { journal, flows, monitor, option } = world;
  const type = journal.typeOf(event);
  monitor.committed(place, event, type);
  flows.committed(place, event, type);
  if (world.calls === null) return false;
  world.projector?.takeIn(event);
  if (work === null || type !== option.process?.starts || place !== entryPlace(world)) return false;
  world.calls.begin(work, event);
  return true;
}
