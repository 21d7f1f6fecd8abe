export const helpWords = {
  title: 'How to read this',
  topics: [
    { title: 'A command', text: 'A blue arrow tag: somebody wants something done. It goes to exactly one place, which may refuse.' },
    { title: 'An event', text: 'An orange pill: something has happened. It goes to everybody who listens, or to nobody.' },
    {
      title: 'The bar',
      text: 'The broker. It keeps messages for each listener until they are acknowledged. Waiting ones stand in the inbox slots.',
    },
    {
      title: 'The timeline',
      text: 'Everything you do becomes an object on it: move it, resize it, remove it, undo it. The past never changes; the future is simulated again.',
    },
    { title: 'The run code', text: 'Six signs for the whole run. Same scenario, same seed, same acts: same code, on every machine.' },
    {
      title: 'What this is not',
      text: 'Times are simulated. Order, counts and comparisons can be trusted; milliseconds of your production cannot be read off here. Nothing leaves your browser.',
    },
  ],
  fidelityTitle: 'How much of a real broker is in it',
  fidelityText: 'Every rule of every product, with its source and the test that proves it, and everything that is not modelled.',
  fidelity: 'Fidelity',
  keys: 'Keys',
  keysHint: 'Single keys act while the focus is on the canvas or the transport. They can be switched off in the settings.',
  otherKeys: [
    { title: 'Move between places on the canvas', keys: ['←', '→', '↑', '↓'] },
    { title: 'Menu of the focused thing', keys: ['Enter'] },
    { title: 'Messages on their way, one after the other', keys: ['F'] },
    { title: 'Move a focused fault bar; with Alt its end', keys: ['←', '→'] },
    { title: 'Close, cancel, pause', keys: ['Esc'] },
  ],
  settings: 'Settings',
} as const;
