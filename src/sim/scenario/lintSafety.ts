import type { SettingValue } from '../../base/plainData';
import { outcomesOf } from './graph';
import type { LintContext } from './lint';
import { finding, type Finding } from './problem';
import { titleOf } from './words';

/** Remarks on safeguards that are switched off and on data that travels unprotected. */
export function lintSafety(context: LintContext): readonly Finding[] {
  return [...lintDelivery(context), ...lintConfidential(context)];
}

interface Risk {
  readonly setting: string;
  readonly value: SettingValue;
  readonly needsEffect: boolean;
  readonly message: (who: string) => string;
}

const risks: readonly Risk[] = [
  {
    setting: 'dedupe',
    value: false,
    needsEffect: true,
    message: (who) => `${who} does not recognise duplicates: a second delivery has a second effect.`,
  },
  {
    setting: 'ack',
    value: 'before',
    needsEffect: false,
    message: (who) => `${who} acknowledges before the work is done: a crash loses the message.`,
  },
  {
    setting: 'dlq',
    value: false,
    needsEffect: false,
    message: (who) => `${who} has no dead-letter queue: a message that always fails is lost or blocks.`,
  },
  {
    setting: 'outbox',
    value: false,
    needsEffect: false,
    message: (who) => `${who} has no outbox: a crash or outage between saving and publishing loses the event.`,
  },
];

function lintDelivery({ scenario, delivery }: LintContext): readonly Finding[] {
  const effects = new Set(Object.entries(scenario.services).flatMap(([id, service]) => (hasEffect(service) ? [id] : [])));
  const blocks: readonly [string, Readonly<Record<string, SettingValue>>, boolean][] = [
    ['defaults', delivery.defaults, effects.size > 0],
    ...Object.entries(delivery.overrides).map(([id, settings]): [string, typeof settings, boolean] => [id, settings, effects.has(id)]),
  ];
  return blocks.flatMap(([id, settings, isEffective]) =>
    risks.flatMap(({ setting, value, needsEffect, message }) => {
      if (settings[setting] !== value || (needsEffect && !isEffective)) return [];
      const who = id === 'defaults' ? 'A service' : (scenario.services[id]?.title ?? titleOf(id));
      const suggestion = `${setting}: ${typeof value === 'boolean' ? String(!value) : 'after'}`;
      return [
        finding(['delivery', id, setting], message(who), { found: `${setting}: ${String(value)}`, expected: suggestion, suggestion }),
      ];
    }),
  );
}

function hasEffect(service: LintContext['scenario']['services'][string]): boolean {
  return Object.values(service.handles ?? {}).some((handler) => outcomesOf(handler).some(({ set }) => set !== undefined));
}

/** A confidential field is safe only when it is encrypted at rest and somebody has said who may read it. */
function lintConfidential({ scenario }: LintContext): readonly Finding[] {
  const { atRest, acl } = (scenario.controls ?? {}) as Readonly<Record<string, unknown>>;
  const isProtected = isTrue(atRest, 'encrypted') && acl !== undefined;
  if (isProtected) return [];
  return Object.entries(scenario.messages ?? {}).flatMap(([name, { fields = {} }]) =>
    Object.entries(fields).flatMap(([field, type]) => {
      if (!isClass(type, 'confidential')) return [];
      const path = ['messages', name, 'fields', field];
      return [
        finding(path, `${name} carries "${field}", which is confidential, without encryption at rest and an access list.`, {
          at: 'key',
          expected: 'controls: atRest and acl',
        }),
      ];
    }),
  );
}

function isTrue(table: unknown, key: string): boolean {
  return typeof table === 'object' && table !== null && (table as Readonly<Record<string, unknown>>)[key] === true;
}

function isClass(type: unknown, wanted: string): boolean {
  return typeof type === 'object' && type !== null && 'class' in type && type.class === wanted;
}
