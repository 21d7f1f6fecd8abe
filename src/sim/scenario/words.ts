/** `RequestRide` → `['request', 'ride']`; `order-desk` → `['order', 'desk']`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** `order-desk` → `Order desk`. */
export function titleOf(id: string): string {
  return capitalised(wordsOf(id).join(' '));
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A plain English plural: `box` → `boxes`, `party` → `parties`. Files may say `nounPlural`. */
export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `RequestRide` → `Request a ride`: what the start button says when the file does not. */
export function buttonOf(command: string): string {
  const [verb = 'send', ...rest] = wordsOf(command);
  const object = rest.join(' ');
  if (object === '') return capitalised(verb);
  const bare = /[^s]s$/.test(object);
  const article = /^[aeiou]/.test(object) ? 'an ' : 'a ';
  return `${capitalised(verb)} ${bare ? '' : article}${object}`;
}
