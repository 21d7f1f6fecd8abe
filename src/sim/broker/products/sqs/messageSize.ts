/** A message attribute: its name, type and value all count toward the size of the message. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    // Both halves of a pair count two: four bytes for the character.
    else if (unit >= 0xd800 && unit <= 0xdfff) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}

/** Size of a message as the quota counts it: body plus names, types and values of its attributes. */
export function messageBytes(body: string, attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + utf8Bytes(name) + utf8Bytes(DataType) + utf8Bytes(StringValue),
    utf8Bytes(body),
  );
}

/** Whether every character is one that a message may hold: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, #x10000 to #x10FFFF. */
export function hasOnlyAllowedCharacters(body: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the control characters are what is looked for
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(body);
}
