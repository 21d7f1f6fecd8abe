import * as fc from 'fast-check';
import {
  coordinations,
  type Coordination,
  faultRegistry,
  type Intervention,
  type ParameterDefinition,
  productRegistry,
  type RunSpec,
  type SettingValue,
} from '../../src/sim/index';
import { bundledScenario } from '../support/scenarios';

/** Every search starts from this number, so that it finds the same things on every machine. `PROPERTY_SEED` looks elsewhere. */
export const searchSeed = Number(process.env['PROPERTY_SEED'] ?? 20_261_121);
/** `PROPERTY_RUNS=20` searches twenty times as long. */
export const effort = Number(process.env['PROPERTY_RUNS'] ?? 1);

export const search = (runs: number): fc.Parameters<unknown> => ({ seed: searchSeed, numRuns: Math.ceil(runs * effort), verbose: 0 });

/** Those that bring a message to everybody who wants it: on a plain queue flows need not end. */
export const products = productRegistry.filter(({ broadcasts }) => broadcasts).map(({ id }) => id);
const places: Readonly<Record<string, readonly string[]>> = {
  retail: ['order', 'inventory', 'payment', 'shipping', 'notification', 'coordinator', 'analytics'],
  transfer: ['transfers', 'ledger', 'screening', 'clearing', 'coordinator'],
  ride: ['trips', 'matching', 'pricing', 'billing', 'coordinator'],
};

/** A number as data of a run: not in everybody's notation, but readable in a report. */
const value = (parameter: ParameterDefinition): fc.Arbitrary<SettingValue> => {
  switch (parameter.type) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...parameter.choices);
    default:
      return numberValue(parameter);
  }
};

/** Small numbers mostly: a run with 1000 tries or a pause of ten minutes shows nothing more than one with ten. */
const numberValue = ({ min, max, integer, unit }: ParameterDefinition & { readonly type: 'number' }): fc.Arbitrary<number> => {
  const top = unit === 'ms' ? Math.min(max, 3000) : Math.min(max, min + 9);
  return integer ? fc.integer({ min, max: top }) : fc.integer({ min: 0, max: 20 }).map((twentieth) => min + ((top - min) * twentieth) / 20);
};

export interface FaultWishes {
  readonly scenario: string;
  /** Fault kinds that may come. */
  readonly kinds: readonly string[];
  /** Places into which the network may lose messages. */
  readonly lossy: readonly string[];
  /** Latest end in milliseconds; null = may last until the run ends. */
  readonly healsByMs: number | null;
}

export function faults({ scenario, kinds, lossy, healsByMs }: FaultWishes): fc.Arbitrary<Intervention> {
  const chosen = faultRegistry.filter(({ kind }) => kinds.includes(kind) && (kind !== 'drop' || lossy.length > 0));
  return fc.constantFrom(...chosen).chain(({ kind, meta, params }) => {
    const ids = places[scenario] ?? [];
    const targets =
      kind === 'drop'
        ? lossy
        : (meta.targets as readonly string[]).includes('broker')
          ? ['broker']
          : ids.filter((id) => id !== 'coordinator' || (meta.targets as readonly string[]).includes('coordinator'));
    const record = fc.record(
      Object.fromEntries(params.map((parameter): [string, fc.Arbitrary<SettingValue>] => [parameter.name, value(parameter)])),
    );
    const when = fc.record({ at: fc.integer({ min: 0, max: 2500 }), lasts: fc.integer({ min: 1, max: 5000 }) });
    const ends = healsByMs === null ? fc.option(when, { freq: 4 }) : when.map((times) => times);
    return fc.record({ target: fc.constantFrom(...targets), params: record, when, ends }).map((drawn): Intervention => ({
      kind: 'fault',
      at: drawn.when.at * 1000,
      for: drawn.ends === null ? null : Math.min(drawn.ends.lasts, (healsByMs ?? Infinity) - drawn.when.at) * 1000,
      fault: { kind, target: drawn.target, params: drawn.params },
    }));
  });
}

export const faultKinds: readonly string[] = faultRegistry.map(({ kind }) => kind);

const settingNames: Readonly<Record<string, fc.Arbitrary<SettingValue>>> = {
  outbox: fc.boolean(),
  dedupe: fc.boolean(),
  dlq: fc.boolean(),
  ack: fc.constantFrom('after', 'before'),
  attempts: fc.integer({ min: 1, max: 6 }),
  backoff: fc.integer({ min: 1, max: 1000 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  instances: fc.integer({ min: 1, max: 3 }),
  mode: fc.constantFrom('push', 'poll'),
  poll: fc.integer({ min: 10, max: 1000 }),
};

/** A setting of one place, or of all of them. */
export const setting = (scenario: string): fc.Arbitrary<readonly [string, SettingValue]> =>
  fc
    .tuple(fc.constantFrom('*', ...(places[scenario] ?? [])), fc.constantFrom(...Object.keys(settingNames)))
    .chain(([place, name]) => (settingNames[name] ?? fc.boolean()).map((drawn) => [`${place}.${name}`, drawn] as const));

/** Settings that only change when things happen, not whether. */
const timing = ['attempts', 'backoff', 'concurrency', 'instances', 'mode', 'poll'];
export const harmlessSetting = (scenario: string): fc.Arbitrary<readonly [string, SettingValue]> =>
  fc.oneof(
    setting(scenario).filter(([path]) => timing.includes(path.split('.')[1] ?? '')),
    fc.constantFrom<readonly [string, SettingValue]>(
      ['broker.prefetch', 3],
      ['broker.partitions', 1],
      ['broker.commit', 'auto'],
      ['broker.commit', 'batch'],
      ['broker.maxPollRecords', 2],
      ['broker.visibilityTimeout', 500],
      ['broker.batch', 4],
      ['broker.replication', 1],
      ['broker.nodes', 1],
    ),
  );

/** What a person may do without losing anything: everything but dropping and discarding. */
export function harmlessDeed(scenario: string): fc.Arbitrary<Intervention> {
  const place = fc.constantFrom('broker', ...(places[scenario] ?? []));
  const at = fc.integer({ min: 0, max: 4000 }).map((ms) => ms * 1000);
  return fc.oneof(
    fc.record({
      kind: fc.constant('message' as const),
      at,
      place,
      message: fc.integer({ min: 1, max: 60 }),
      act: fc.constantFrom('delay' as const, 'duplicate' as const, 'poison' as const, 'move' as const),
      position: fc.integer({ min: 0, max: 5 }),
      byUs: fc.integer({ min: 0, max: 3_000_000 }),
    }),
    fc.record({ kind: fc.constant('restart' as const), at, place }),
    fc.tuple(at, harmlessSetting(scenario)).map(([when, [path, drawn]]): Intervention => ({ kind: 'set', at: when, path, value: drawn })),
  );
}

const acts = ['drop', 'delay', 'duplicate', 'poison', 'move'] as const;

/** Whatever a person may do during a run. */
export function deed(scenario: string): fc.Arbitrary<Intervention> {
  const place = fc.constantFrom('broker', ...(places[scenario] ?? []));
  const at = fc.integer({ min: 0, max: 8000 }).map((ms) => ms * 1000);
  const message = fc.integer({ min: 1, max: 80 });
  return fc.oneof(
    { weight: 2, arbitrary: faults({ scenario, kinds: faultKinds, lossy: places[scenario] ?? [], healsByMs: null }) },
    at.map((when): Intervention => ({ kind: 'send', at: when })),
    fc.tuple(at, setting(scenario)).map(([when, [path, drawn]]): Intervention => ({ kind: 'set', at: when, path, value: drawn })),
    fc.record({ at, place }).map((drawn): Intervention => ({ kind: 'restart', ...drawn })),
    fc
      .record({
        at,
        place,
        message,
        act: fc.constantFrom(...acts),
        position: fc.integer({ min: 0, max: 5 }),
        byUs: fc.integer({ min: 0, max: 3_000_000 }),
      })
      .map((drawn): Intervention => ({ kind: 'message', ...drawn })),
    fc
      .record({ at, place, act: fc.constantFrom('redrive' as const, 'repair' as const, 'discard' as const), message: fc.option(message) })
      .map((drawn): Intervention => ({ kind: 'deadLetter', ...drawn })),
  );
}

/** A run of a bundled scenario without its object, so that a counterexample is short to read. */
export interface Plan extends Omit<RunSpec, 'scenario'> {
  readonly scenario: string;
}

export const specOf = ({ scenario, ...rest }: Plan): RunSpec => ({ ...rest, scenario: bundledScenario(scenario) });

/** Any run at all: scenario × coordination × product × settings × whatever people do. */
export const anyPlan: fc.Arbitrary<Plan> = fc.constantFrom('retail', 'transfer', 'ride').chain((scenario) =>
  fc.record({
    scenario: fc.constant(scenario),
    coordination: fc.constantFrom<Coordination>(...coordinations),
    product: fc.constantFrom(...products, null),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    workload: fc.constant('file' as const),
    settings: fc
      .array(setting(scenario), { maxLength: 6 })
      .map((drawn): Readonly<Record<string, SettingValue>> => ({ ...Object.fromEntries(drawn), 'workload.count': 6 })),
    interventions: fc.array(deed(scenario), { maxLength: 6 }),
  }),
);
