/** What may cross a layer, a worker or a file: JSON and nothing else. */
export type PlainData = null | boolean | number | string | readonly PlainData[] | { readonly [key: string]: PlainData };

/** Fields of a message, as its handlers and conditions see them. */
export type Payload = { readonly [field: string]: PlainData };

/** The value of a named setting. */
export type SettingValue = number | string | boolean;
