import type { Distribution } from '../../../base/distribution';
import type { Leaving } from '../line';
import type { GroupRules } from '../log/groupRules';
import type { PushRules } from '../push/pushRules';
import type { DeliveryLimit, QueueRules } from '../queue/rules';

/** One of a product's own settings, under the product's own name, with its real default and where that default is documented. */
export type ProductSetting = {
  /** Word in scenario files and specs: `visibilityTimeout`. */
  readonly name: string;
  /** The product's own name for it: `VisibilityTimeout`, `session.timeout.ms`. */
  readonly title: string;
  /** Statement id or document, or "modelling choice: why". */
  readonly source: string;
} & (
  | { readonly type: 'duration'; readonly defaultUs: number; readonly minUs: number; readonly maxUs: number }
  | { readonly type: 'count'; readonly default: number; readonly min: number; readonly max: number }
  | { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] }
  | { readonly type: 'flag'; readonly default: boolean }
);

/** Something that is always so with a product: it refuses any other value. */
export interface FixedSetting {
  readonly name: string;
  readonly title: string;
  readonly value: string | boolean;
  readonly source: string;
  /** What the product says to another value. */
  readonly refusal: string;
}

/** Values of a product's own settings by name, complete (defaults filled in) and within their bounds; durations in microseconds. */
export type OwnSettings = Readonly<Record<string, number | string | boolean>>;

/** A combination of settings that the product refuses (`error`) or that is known to go wrong (`warning`). */
export interface SettingProblem {
  readonly setting: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong, as the product says it, and what to do: "VisibilityTimeout 20 s is shorter than Payment's longest handling of 30 s: …". */
  readonly message: string;
}

/** What settings are checked against. */
export interface SettingContext {
  /** Longest handling of a delivery among the services, with the service's title; 0 when unknown. */
  readonly longestHandlingUs: number;
  readonly longestHandlingIn: string;
}

/**
 * A broker product: a named setting of the three primitives log, queue and router. Everything that differs between products
 * stands here; the broker itself knows no product.
 */
export interface ProductDefinition {
  readonly id: string;
  readonly title: string;
  /** Version or API date whose rules are followed. */
  readonly version: string;
  readonly guarantee: string;
  /** One line for the menu: what changes when you pick it. */
  readonly changes: string;
  /** Subjects of the statements (`test/conformance/statements.json`) that this product has to satisfy. */
  readonly subjects: readonly string[];
  /** False when several listeners of a plain queue would share the messages. */
  readonly broadcasts: boolean;
  /** False for managed services: there is no node to lose. */
  readonly hasNodes: boolean;
  readonly settings: readonly ProductSetting[];
  /** What a file may say but that has one value only. */
  readonly fixed?: readonly FixedSetting[];
  /** Combinations that the product refuses or that go wrong. */
  readonly check: (own: OwnSettings, context: SettingContext) => readonly SettingProblem[];
  /** Reasons why a fault cannot show on this product, by fault kind. */
  readonly impossible: Readonly<Record<string, string>>;
  /** From the values of `settings` by name. */
  readonly behaviour: (own: OwnSettings) => BrokerBehaviour;
}

/** What the broker does, in the terms of the primitives. */
export interface BrokerBehaviour {
  /** The kind of every subscriber's line. */
  readonly line: { readonly kind: 'queue'; readonly rules: QueueRules } | { readonly kind: 'log'; readonly rules: GroupRules };
  /** False: listeners of a type share one line. */
  readonly broadcasts: boolean;
  /** Unsettled deliveries allowed per worker of a subscriber. */
  readonly prefetch: number;
  /** Extra wait in the producer's client before sending (batching). */
  readonly lingerUs: number;
  /** Way from the topic to the subscriber's queue; null = the same node. */
  readonly fanOut: Distribution | null;
  readonly producer: ProducerBehaviour;
  /** How the product pushes to endpoints and tries again; null = consumers take or are sent what they have room for. */
  readonly push: PushRules | null;
  /** Span within which a repeated message id is accepted and not stored again; null = repetitions are stored. */
  readonly dedupWindowUs: number | null;
  readonly consumerLoss: ConsumerLoss;
  /** An acknowledgement that comes after the lease of its delivery has ended. */
  readonly staleAck: 'ignored' | 'applied';
  /** What happens to an acknowledgement while the broker is down. */
  readonly lateAck: 'lost' | 'deferred';
  /** Deliveries are tied to a connection that breaks with the broker. */
  readonly outageReturns: boolean;
  /** How a client answers a failed handling that shall be tried again; `leave` = not at all: the lease of the delivery ends some time. */
  readonly failure: 'nack' | 'reject' | 'leave';
  /**
   * Who gives a message up: `broker` = the product counts (`limitOf`) and every failure just comes back; `drop` and `retry` = the
   * client counts attempts, and without dead letters drops the message, or tries for ever.
   */
  readonly exhausted: 'drop' | 'retry' | 'broker';
  /** The line's limit from a subscriber's attempts and whether it keeps dead letters; null = the one of `line.rules` stands. */
  readonly limitOf: ((attempts: number, deadLetters: boolean) => DeliveryLimit | null) | null;
  /** When the line's limit strikes. */
  readonly limitAt: 'take' | 'return';
  /** Which copies that leave a line by themselves become dead letters, where the subscriber keeps them. */
  readonly deadLetters: readonly Leaving[];
  /** What the product calls it, for facts. */
  readonly leaving: Readonly<Record<Leaving, string>>;
  readonly leaseName: string;
  /** Dead letters that go back per second when a person redrives them; null = all at once. */
  readonly redrivePerS: number | null;
  /** A line has at most so many replicas, however many the broker keeps of others; null = no such bound. */
  readonly replicasMax: number | null;
  /** Replicas (of `replicas`) that must be up. */
  readonly needed: (replicas: number) => number;
  /** Replicas that must be up to store a message, where that takes more than to read (min.insync.replicas); null = the same. */
  readonly neededToPublish: ((replicas: number) => number) | null;
}

export type ProducerBehaviour =
  /** Publishing fails at once while the broker is unreachable; the client keeps nothing. */
  | { readonly kind: 'error' }
  /** The client keeps up to `messages` in memory and gives up after `deliveryTimeoutUs`. */
  | {
      readonly kind: 'buffer';
      readonly messages: number;
      readonly deliveryTimeoutUs: number;
      /** False: the client asks for no answer; what does not arrive is lost, and nobody notices (acks=0). */
      readonly asksForAnswer: boolean;
    };

/** When another consumer (or the restarted one) can get what a lost consumer had in hand. */
export type ConsumerLoss =
  /** The connection closes: at once. */
  | { readonly kind: 'connection' }
  /** Nobody notices: when the lease of the delivery ends (`line.rules.lease`). */
  | { readonly kind: 'lease' }
  /** A push had no answer: it failed at once, and the product's retries follow. */
  | { readonly kind: 'response' }
  /** The group coordinator waits for the session timeout (last heartbeat up to `heartbeatUs` earlier), then reassigns. */
  | { readonly kind: 'session'; readonly timeoutUs: number; readonly heartbeatUs: number; readonly joinUs: number };

/** What most products share; a definition says what differs. */
export const usualBehaviour = {
  broadcasts: true,
  prefetch: 1,
  lingerUs: 0,
  fanOut: null,
  producer: { kind: 'error' },
  push: null,
  dedupWindowUs: null,
  staleAck: 'ignored',
  lateAck: 'lost',
  outageReturns: false,
  failure: 'nack',
  exhausted: 'drop',
  limitOf: null,
  limitAt: 'return',
  deadLetters: [],
  leaving: { exhausted: 'delivery limit reached', expired: 'expired', overflow: 'queue full' },
  leaseName: 'visibility timeout',
  redrivePerS: null,
  replicasMax: null,
  needed: () => 1,
  neededToPublish: null,
} as const satisfies Partial<BrokerBehaviour>;
