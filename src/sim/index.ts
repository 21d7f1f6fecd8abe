/** The only door of the simulated world. */
export type { Distribution } from '../base/distribution';
export type { Payload, PlainData, SettingValue } from '../base/plainData';
export { productRegistry } from './broker/products';
export { durationText, misfitOf, problemsOf as settingProblems } from './broker/products/misfit';
export { completeOwn, defaultOf } from './broker/products/own';
export type { OwnSettings, ProductDefinition, ProductSetting, SettingContext, SettingProblem } from './broker/products/product';
export { faultRegistry } from './faults';
export * from './faults/definition';
export type { FaultDefinition } from './faults/fault';
export * from './journal/facts';
export * from './kernel/time';
export { type EnvelopeProblem, nameProblem as attributeNameProblem } from './messages/attributeRules';
export {
  attributesOf,
  type AttributeValue,
  type CloudEvent,
  distinctEvents,
  type EventDraft,
  identityOf,
  isDataMember,
  isSameEvent,
} from './messages/cloudEvent';
export { causedBy, startingFlow, withStartingTrace } from './messages/flow';
export { compareBySequence, sequenceText } from './messages/sequence';
export * from './messages/traceContext';
export * from './messages/traceparent';
export * from './messages/tracestate';
export { problemsOf as envelopeProblems, validateCloudEvent } from './messages/validate';
export * from './run/header';
export * from './run/spec';
export * from './run/trace';
export { brokerSafeguardRegistry, safeguardRegistry } from './safeguards';
export * from './safeguards/definition';
export * from './scenario/coordinations';
export { createRun, type Run, simulate } from './run/simulate';
export { defaultSpec, fileFaults } from './run/defaultSpec';
export * from './scenario/problem';
export { longestHandling, type LongestHandling } from './scenario/longestHandling';
export type { Scenario } from './scenario/schema';
export { parseScenario, parseScenarioWith, loadScenario, loadScenarioWith } from './scenario/parse';
export { resolve } from './scenario/resolve';
export { goldenText } from './run/goldenText';
export * from './run/read';
