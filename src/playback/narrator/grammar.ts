/** English from names: `PlaceOrder`, `stock.reserved`, `order-saga`. No word of any scenario stands here. */

/** Words of a name in lower case; abbreviations in capitals stay together. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s._\-/]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `order-saga` → "Order saga". */
export function spoken(name: string): string {
  return capitalised(wordsOf(name).join(' '));
}

/** "release" → "releases", "process" → "processes", "notify" → "notifies". */
export function thirdPerson(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

const irregularPast: Readonly<Record<string, string>> = {
  made: 'make',
  paid: 'pay',
  sent: 'send',
  held: 'hold',
  found: 'find',
  took: 'take',
  taken: 'take',
  got: 'get',
  gave: 'give',
  given: 'give',
  built: 'build',
  bought: 'buy',
  sold: 'sell',
  told: 'tell',
  wrote: 'write',
  written: 'write',
  began: 'begin',
  won: 'win',
  lost: 'lose',
  left: 'leave',
  met: 'meet',
  kept: 'keep',
  chosen: 'choose',
  withdrawn: 'withdraw',
};

/** Stems that lost an "e" to the past tense: charg(ed), releas(ed), reserv(ed), creat(ed), schedul(ed). */
const lostAnE = /([^aeiou]g|[aeiou]g|[^s]s|c|v|z|u|[aeiou]at|[^aeiou]at|ut|uir|par|tor|lar|id|ul|dl|bl|tl|pl|mov|in|ar)$/;

/** "charged" → "charge", "shipped" → "ship", "notified" → "notify"; the word itself when it is no past form. */
export function baseForm(past: string): string {
  const irregular = irregularPast[past];
  if (irregular !== undefined) return irregular;
  if (past.endsWith('ied')) return `${past.slice(0, -3)}y`;
  if (!past.endsWith('ed') || past.length < 5) return past;
  const stem = past.slice(0, -2);
  if (isDoubled(stem)) return stem.slice(0, -1);
  return lostAnE.test(stem) ? `${stem}e` : stem;
}

/** shipp(ed), cancell(ed); but not call(ed), fill(ed): short stems keep their "ll". */
function isDoubled(stem: string): boolean {
  return /([bdgkmnprt])\1$/.test(stem) || (stem.endsWith('ll') && stem.length > 5);
}

/** True for words such as "confirmed", "sent", "made". */
export function isPast(word: string): boolean {
  return word in irregularPast || (word.length > 3 && word.endsWith('ed'));
}

/** "reserved stock for {key}" → "reserves stock for {key}". */
export function presentOf(phrase: string): string {
  const [verb = '', ...rest] = phrase.split(' ');
  return [thirdPerson(baseForm(verb)), ...rest].join(' ');
}

/** 1 → "1 order", 2 → "2 orders". */
export function counted(count: number, singular: string, plural = pluralOf(singular)): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

export function pluralOf(noun: string): string {
  return thirdPerson(noun);
}

/** Microseconds as "0.4 s", "12 s", "0.03 s". */
export function secondsOf(us: number): string {
  const seconds = us / 1_000_000;
  if (seconds === 0) return '0 s';
  if (seconds < 0.095) return `${Math.max(0.01, Math.round(seconds * 100) / 100).toFixed(2)} s`;
  const tenths = Math.round(seconds * 10) / 10;
  return Number.isInteger(tenths) ? `${tenths} s` : `${tenths.toFixed(1)} s`;
}
