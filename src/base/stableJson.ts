import type { PlainData } from './plainData';

/** JSON with the keys of every object in code-unit order: equal data gives equal text. `undefined` members are left out. */
export function stableJson(data: PlainData | undefined): string {
  if (data === undefined) return 'null';
  if (data === null || typeof data !== 'object') return JSON.stringify(data);
  if (Array.isArray(data)) return `[${data.map((item) => stableJson(item as PlainData)).join(',')}]`;
  const object = data as { readonly [key: string]: PlainData | undefined };
  const members = Object.keys(object)
    .sort()
    .filter((key) => object[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${stableJson(object[key])}`);
  return `{${members.join(',')}}`;
}
