import type { Distribution } from '../../../base/distribution';

/** One of a product's own settings, under the product's own name, with its real default and where that default is documented. */
export type ProductSetting =
  | {
      readonly name: string;
      readonly title: string;
      readonly type: 'duration';
      readonly defaultUs: number;
      readonly minUs: number;
      readonly maxUs: number;
      readonly source: string;
    }
  | {
      readonly name: string;
      readonly title: string;
      readonly type: 'count';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly source: string;
    };

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
  /** False when several listeners of a plain queue would share the messages. */
  readonly broadcasts: boolean;
  /** False for managed services: there is no node to lose. */
  readonly hasNodes: boolean;
  readonly settings: readonly ProductSetting[];
  /** Reasons why a fault cannot show on this product, by fault kind. */
  readonly impossible: Readonly<Record<string, string>>;
  /** From the values of `settings` by name. */
  readonly behaviour: (own: Readonly<Record<string, number>>) => BrokerBehaviour;
}

/** What the broker does, in the terms of the primitives. */
export interface BrokerBehaviour {
  readonly channel: { readonly kind: 'queue' } | { readonly kind: 'log'; readonly partitions: number };
  /** Unsettled deliveries allowed per worker of a subscriber. */
  readonly prefetch: number;
  /** Extra wait in the producer's client before sending (batching). */
  readonly lingerUs: number;
  /** Way from the topic to the subscriber's queue; null = the same node. */
  readonly fanOut: Distribution | null;
  readonly producer: ProducerBehaviour;
  readonly consumerLoss: ConsumerLoss;
  /** What happens to an acknowledgement while the broker is down. */
  readonly lateAck: 'lost' | 'deferred';
  /** Deliveries are tied to a connection that breaks with the broker. */
  readonly outageReturns: boolean;
  /** When the attempts are used up and there are no dead letters. */
  readonly exhausted: 'drop' | 'retry';
  /** Replicas (of `replicas`) that must be up. */
  readonly needed: (replicas: number) => number;
}

export type ProducerBehaviour =
  /** Publishing fails at once while the broker is unreachable; the client keeps nothing. */
  | { readonly kind: 'error' }
  /** The client keeps up to `messages` in memory and gives up after `deliveryTimeoutUs`. */
  | { readonly kind: 'buffer'; readonly messages: number; readonly deliveryTimeoutUs: number };

/** When another consumer (or the restarted one) can get what a lost consumer had in hand. */
export type ConsumerLoss =
  /** The connection closes: at once. */
  | { readonly kind: 'connection' }
  /** Nobody notices: when the visibility timeout of the delivery ends. */
  | { readonly kind: 'visibility'; readonly timeoutUs: number }
  /** The group coordinator waits for the session timeout (last heartbeat up to `heartbeatUs` earlier), then reassigns. */
  | { readonly kind: 'session'; readonly timeoutUs: number; readonly heartbeatUs: number; readonly joinUs: number };
