/** The only door of the simulated world. */
export type { Payload, PlainData, SettingValue } from '../base/plainData';
export * from './faults/definition';
export * from './kernel/time';
export * from './run/facts';
export * from './run/header';
export * from './run/spec';
export * from './run/trace';
export * from './safeguards/definition';
export * from './scenario/coordinations';
