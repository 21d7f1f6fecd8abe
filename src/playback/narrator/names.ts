import type { MessageTypeInfo, RunHeader, Trace } from '../../sim';
import { keyOf, typeOf } from '../columns';
import { capitalised, spoken, thirdPerson, wordsOf } from './grammar';

/** Names as sentences use them. */

/** "Order Management"; the coordinator is always "The coordinator". */
export function titleOf(header: RunHeader, place: number): string {
  const info = header.places[place];
  if (info === undefined || info.kind === 'run') return 'The run';
  return info.kind === 'coordinator' ? 'The coordinator' : info.title;
}

/** "Order": the place's identifier as a word, for sentences without room. */
export function shortTitleOf(header: RunHeader, place: number): string {
  const info = header.places[place];
  if (info === undefined || info.kind === 'run' || info.kind === 'coordinator') return titleOf(header, place);
  const short = spoken(info.id);
  return short.length < info.title.length ? short : info.title;
}

/** "the customer", "Payment": a place inside a sentence. */
export function innerTitleOf(header: RunHeader, place: number): string {
  const info = header.places[place];
  if (info?.kind === 'customer') return `the ${info.title.toLowerCase()}`;
  const title = titleOf(header, place);
  return title.startsWith('The ') ? `the ${title.slice(4)}` : title;
}

/** "#2", or the message's name when nothing flows with it. */
export function keyText(trace: Trace, message: number): string {
  const key = keyOf(trace, message);
  return key > 0 ? `#${key}` : typeOf(trace, message).name;
}

/** "OrderPlaced #2". */
export function messageText(trace: Trace, message: number): string {
  const key = keyOf(trace, message);
  const { name } = typeOf(trace, message);
  return key > 0 ? `${name} #${key}` : name;
}

/** "place order #2", "reserve stock for #2": the noun of the flow takes the key directly. */
export function commandPhrase(header: RunHeader, type: MessageTypeInfo, key: string): string {
  const words = wordsOf(type.name);
  if (key === type.name) return words.join(' ');
  const isNoun = words.length === 1 || words.at(-1) === header.noun.toLowerCase();
  return isNoun ? `${words.join(' ')} ${key}` : `${words.join(' ')} for ${key}`;
}

/** "releases the stock", "cancels the order". */
export function commandDeed(type: MessageTypeInfo): string {
  const [verb = '', ...object] = wordsOf(type.name);
  return object.length === 0 ? thirdPerson(verb) : `${thirdPerson(verb)} the ${object.join(' ')}`;
}

/** "Payment failed". */
export function eventWords(type: MessageTypeInfo): string {
  return capitalised(wordsOf(type.name).join(' '));
}

const badWords = new Set([
  'not',
  'no',
  'failed',
  'failure',
  'rejected',
  'declined',
  'refused',
  'denied',
  'unavailable',
  'insufficient',
  'exhausted',
  'expired',
  'bounced',
  'impossible',
]);

/** An outcome that refuses what was asked: a step says so, or its name does. */
export function isFailure(header: RunHeader, type: number): boolean {
  if (header.processes.some((process) => process.steps.some((step) => step.fail === type))) return true;
  const name = header.messageTypes[type]?.name ?? '';
  return wordsOf(name).some((word) => badWords.has(word));
}

/** True for the events that end a flow. */
export function endsFlow(header: RunHeader, type: number): boolean {
  return header.flow.succeeds.includes(type) || header.flow.fails.includes(type);
}
