import type { ParameterDefinition } from '../faults/definition';

export interface SafeguardMeta {
  /** Inspector word: "Outbox". */
  readonly title: string;
  /** One plain sentence: what it does. */
  readonly summary: string;
  /** What goes wrong without it. */
  readonly without: string;
}

/** A safeguard's settings by name; the first is its switch or main value. They stand in `PlaceInfo.settings` and in scenario files under `delivery`. */
export interface SafeguardDeclaration {
  readonly kind: string;
  readonly meta: SafeguardMeta;
  readonly settings: readonly ParameterDefinition[];
}
