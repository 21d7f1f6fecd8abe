import type { SeamContext, SeamName, Verdict } from '../seams';
import type { FaultLabel, FaultMeta, FaultSpec, ParameterDefinition } from './definition';

/** What a fault does to the world as a whole when it begins or ends; the run carries it out. */
export type FaultEffect =
  | { readonly kind: 'stopBroker' }
  | { readonly kind: 'startBroker' }
  | { readonly kind: 'stopNode'; readonly node: number }
  | { readonly kind: 'startNode'; readonly node: number }
  | { readonly kind: 'crash'; readonly point: string }
  | { readonly kind: 'restart' }
  /** Handlers stand still, and go on. */
  | { readonly kind: 'freeze' }
  | { readonly kind: 'thaw' }
  /** All that the place has received comes again. */
  | { readonly kind: 'replay' }
  /** Nothing passes between the place and the broker, and passes again. */
  | { readonly kind: 'cutOff' }
  | { readonly kind: 'rejoin' };

/** Draws a number in (0,1) for a message: a coin of this fault at this place, keyed so that other faults do not reshuffle it. */
export type Coin = (context: SeamContext) => number;

/** A fault while it is open. It may count what it has done; it never touches the world. */
export interface OpenFault {
  readonly begins: readonly FaultEffect[];
  readonly ends: readonly FaultEffect[];
  /** Seams at which it acts on messages of its target. Returning `pass` means it did not strike. */
  readonly at: Readonly<Partial<Record<SeamName, (context: SeamContext, coin: Coin) => Verdict>>>;
  /** True once it has done all it may do: it is over before its time. */
  readonly exhausted?: () => boolean;
}

export interface FaultDefinition {
  readonly kind: string;
  readonly meta: FaultMeta;
  readonly params: readonly ParameterDefinition[];
  readonly label: FaultLabel;
  /** `forUs`: planned duration, null = until the run ends. `typeOf`: index of a message type by name. */
  readonly open: (spec: FaultSpec, how: { readonly forUs: number | null; readonly typeOf: (name: string) => number }) => OpenFault;
}

export const numberOf = (spec: FaultSpec, name: string, otherwise: number): number => {
  const value = spec.params[name];
  return typeof value === 'number' ? value : otherwise;
};

export const textOf = (spec: FaultSpec, name: string, otherwise: string): string => {
  const value = spec.params[name];
  return typeof value === 'string' ? value : otherwise;
};

export const percent = (p: number): string => `${Math.round(p * 1000) / 10} %`;
