/** What a person does to one message that waits somewhere or is on its way. */
export type Gesture =
  | { readonly act: 'drop' | 'duplicate' | 'poison' }
  | { readonly act: 'delay'; readonly byUs: number }
  | { readonly act: 'move'; readonly position: number };
