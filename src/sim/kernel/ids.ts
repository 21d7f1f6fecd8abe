/** Names a message in texts: `m42`. */
export const messageLabel = (message: number): string => `m${message}`;

/** Names a business key in texts: `#7`. */
export const keyLabel = (key: number): string => `#${key}`;
