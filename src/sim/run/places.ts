import { ensure } from '../../base/assert';
import type { ProductDefinition } from '../broker/products/product';
import type { CoordinationModel, Model } from '../scenario/model';
import type { LinkInfo, PlaceInfo, PlaceKind } from './header';
import { brokerSettings, settingsOf } from './placeSettings';
import type { RunSpec } from './spec';

/** Indexes of the places of a run; -1 = this run has no such place. Services stand in file order from `service0`. */
export interface Places {
  readonly infos: readonly PlaceInfo[];
  readonly customer: number;
  readonly broker: number;
  readonly service0: number;
  readonly coordinator: number;
  readonly projector: number;
  readonly readModel0: number;
}

interface PlaceInput {
  readonly model: Model;
  readonly option: CoordinationModel;
  readonly spec: RunSpec;
  readonly product: ProductDefinition;
}

/** One geometry for all coordinations: every place keeps its index; only a coordinator comes and goes, and it stands last. */
export function placesOf(input: PlaceInput): Places {
  const { model, option, spec } = input;
  const infos: PlaceInfo[] = [blank('', '', 'run'), customer(model), broker(input)];
  const service0 = infos.length;
  for (const [index] of model.services.entries()) infos.push(service(input, index));
  const projector = model.readModels.length > 0 ? infos.length : -1;
  if (projector >= 0) infos.push(projectorInfo(input));
  const readModel0 = infos.length;
  for (const { id, title, from } of model.readModels) infos.push({ ...blank(id, title, 'readModel'), listens: from });
  const hasCoordinator = option.process !== null && spec.coordination !== 'calls';
  const coordinator = hasCoordinator ? infos.length : -1;
  if (hasCoordinator) infos.push(coordinatorInfo(input));
  return { infos, customer: 1, broker: 2, service0, coordinator, projector, readModel0 };
}

const blank = (id: string, title: string, kind: PlaceKind): PlaceInfo => ({
  id,
  title,
  kind,
  main: false,
  shows: '',
  state: {},
  handles: [],
  listens: [],
  emits: [],
  policies: [],
  settings: {},
});

const customer = (model: Model): PlaceInfo => ({ ...blank('customer', 'Customer', 'customer'), main: true, emits: [model.flow.starts] });

const broker = ({ model, spec, product }: PlaceInput): PlaceInfo => ({
  ...blank('broker', 'Broker', 'broker'),
  settings: brokerSettings(product, model, spec),
});

function service({ model, option, spec }: PlaceInput, index: number): PlaceInfo {
  const own = ensure(model.services[index], 'service');
  const policies = option.policies.filter((policy) => policy.in === index).map(({ when, do: command }) => ({ when, do: command }));
  return {
    ...blank(own.id, own.title, own.kind === 'service' ? 'service' : 'external'),
    main: own.main,
    shows: own.shows,
    state: own.state,
    handles: own.handlers.map(({ command }) => command),
    listens: unique(policies.map(({ when }) => when)),
    emits: unique(own.handlers.flatMap(({ outcomes }) => outcomes.flatMap(({ emit }) => (emit === null ? [] : [emit])))),
    policies,
    settings: settingsOf(model, spec, own.id),
  };
}

function projectorInfo({ model, spec }: PlaceInput): PlaceInfo {
  return {
    ...blank('analytics', 'Analytics', 'projector'),
    listens: unique(model.readModels.flatMap(({ from }) => from)),
    settings: settingsOf(model, spec, 'analytics'),
  };
}

function coordinatorInfo({ model, option, spec }: PlaceInput): PlaceInfo {
  const process = ensure(option.process, 'process');
  const emits = process.steps.flatMap((step) => [step.do, ...(step.undo === null ? [] : [step.undo])]);
  return {
    ...blank('coordinator', titleOf(process.id), 'coordinator'),
    listens: unique([process.starts, ...answersOf(model, option)]),
    emits: unique([...emits, process.done, process.failed].filter((type) => type >= 0)),
    settings: { ...settingsOf(model, spec, 'coordinator'), durable: spec.settings['coordinator.durable'] ?? process.durable },
  };
}

/** "order-saga" → "Order saga". */
function titleOf(id: string): string {
  const words = id.split('-').join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Types that are answers to the process: outcomes of its steps and of its compensations. */
export function answersOf(model: Model, option: CoordinationModel): readonly number[] {
  const steps = option.process?.steps ?? [];
  const types = steps.flatMap((step) => [step.ok, ...(step.fail === null ? [] : [step.fail]), ...(undoneOf(model, step.undo) ?? [])]);
  return unique(types);
}

/** The event that a compensation's handler emits. */
export function undoneOf(model: Model, undo: number | null): readonly number[] | null {
  if (undo === null) return null;
  const handler = model.services.flatMap(({ handlers }) => handlers).find(({ command }) => command === undo);
  const emit = handler?.outcomes.find((outcome) => outcome.emit !== null)?.emit;
  return emit === undefined || emit === null ? null : [emit];
}

/** Index of the service that handles a command; -1 = nobody. */
export const serviceHandling = (model: Model, command: number): number =>
  model.services.findIndex(({ handlers }) => handlers.some((handler) => handler.command === command));

/** Every possible way of a message, for drawing and for aiming faults. */
export function linksOf(model: Model, option: CoordinationModel, spec: RunSpec, places: Places): readonly LinkInfo[] {
  const links: LinkInfo[] = [{ from: places.customer, to: places.service0 + model.flow.entry, type: model.flow.starts, via: 'direct' }];
  const { process } = option;
  const calls = spec.coordination === 'calls';
  if (process !== null) {
    const from = calls ? places.service0 + model.flow.entry : places.coordinator;
    const commands = unique([...process.steps.flatMap((step) => [step.do, step.undo ?? -1]), process.done, process.failed]);
    for (const type of commands.filter((command) => command >= 0)) {
      const to = places.service0 + serviceHandling(model, type);
      links.push({ from, to, type, via: to === from ? 'local' : calls ? 'call' : 'broker' });
    }
  }
  if (!calls) for (const link of eventLinks(places)) links.push(link);
  return links;
}

function eventLinks({ infos }: Places): readonly LinkInfo[] {
  const senders = [...infos.entries()].filter(([, { kind }]) => kind !== 'customer' && kind !== 'coordinator');
  return senders.flatMap(([from, sender]) =>
    sender.emits.flatMap((type) => listeners(infos, type).map((to) => ({ from, to, type, via: 'broker' as const }))),
  );
}

const listeners = (infos: readonly PlaceInfo[], type: number): readonly number[] =>
  [...infos.entries()].filter(([, receiver]) => receiver.kind !== 'readModel' && receiver.listens.includes(type)).map(([to]) => to);

const unique = (types: readonly number[]): readonly number[] => [...new Set(types)];
