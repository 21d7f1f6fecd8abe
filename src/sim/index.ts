/** The only door of the simulated world. */
export type { Distribution } from '../base/distribution';
export type { Payload, PlainData, SettingValue } from '../base/plainData';
export { productRegistry } from './broker/products';
export type { ProductDefinition, ProductSetting } from './broker/products/product';
export { faultRegistry } from './faults';
export * from './faults/definition';
export type { FaultDefinition } from './faults/fault';
export * from './journal/facts';
export * from './kernel/time';
export * from './run/header';
export * from './run/spec';
export * from './run/trace';
export { brokerSafeguardRegistry, safeguardRegistry } from './safeguards';
export * from './safeguards/definition';
export * from './scenario/coordinations';
