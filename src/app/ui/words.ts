import type { PredictionChoice } from '../store/state';

/** Every text of the shell. Nouns come from the scenario. */
export const uiWords = {
  appName: 'Eventarium',
  topBar: 'Scenario and run',
  scenario: 'Scenario',
  scenarioButton: (title: string) => `Scenario: ${title}. Change scenario or run`,
  seedAndCode: (seed: number) => `seed ${seed} · run `,
  runCode: 'Run code',
  options: 'Who decides what happens next',
  undo: 'Undo',
  redo: 'Redo',
  faults: 'Faults',
  ledger: 'Ledger',
  share: 'Share',
  help: 'Help',
  settings: 'Settings',
  fidelity: 'Fidelity',
  more: 'More',
  theme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  themeShort: { system: 'System', light: 'Light', dark: 'Dark' },
  close: 'Close',
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  simulating: (facts: number) => `Simulating… ${facts.toLocaleString('en')} facts`,
  loading: 'Opening the scenario…',
  notices: 'Notices',
  download: 'Download what was there',
  breakSomething: 'Break something',
  conductor: 'Now with a conductor',
  nextSteps: 'What next',
  keepPlaying: 'Keep playing',
  ownSystem: 'Bring your own system',
  failed: (message: string) => `The simulation stopped: ${message}`,
  canvas: 'Event flow',
  inspector: 'Inspector',
  crashed: 'Something in the page broke. Your run is not lost: it stands in the address.',
  reload: 'Load again',
  copyRun: 'Copy the link of this run',
} as const;

export const predictionWords = {
  label: 'Your prediction',
  question: (place: string, noun: string, sender: string) =>
    `${place} is down. You send another ${noun}. What does the ${sender.toLowerCase()} see?`,
  choices: (noun: string): Readonly<Record<PredictionChoice, string>> => ({
    A: 'Error page',
    B: `“${noun.slice(0, 1).toUpperCase()}${noun.slice(1)} pending”`,
    C: 'Nothing',
  }),
  skip: 'Skip',
  right: (outcome: PredictionChoice, why: string) => `You said ${outcome}, and ${outcome} it was — ${why}`,
  wrong: (choice: PredictionChoice, outcome: PredictionChoice, why: string) => `You said ${choice}. It was ${outcome} — ${why}`,
  notPredicted: (outcome: PredictionChoice, why: string) => `Not predicted. It was ${outcome} — ${why}`,
  /** `callsWouldFail`: with Calls the caller would have needed the place that is down. */
  why: (outcome: PredictionChoice, noun: string, callsWouldFail: boolean): string => {
    switch (outcome) {
      case 'A':
        return `the ${noun} was refused at once: everybody on the way must be up.`;
      case 'B':
        return `the ${noun} was only accepted; the rest waits.${callsWouldFail ? ' With Calls it would have been A.' : ''}`;
      case 'C':
        return `no answer came back at all.`;
    }
  },
} as const;

export const dialogWords = {
  open: {
    title: 'Scenario and run',
    bundled: 'Scenarios that come with Eventarium',
    on: (title: string) => `${title} on`,
    own: 'Your own system',
    ownHint: 'A scenario file (YAML or JSON). It stays in this browser: nothing is uploaded.',
    file: 'Open a file…',
    paste: 'Paste a scenario',
    load: 'Use this text',
    pastedName: 'pasted scenario',
    run: 'This run',
    seed: 'Seed',
    newSeed: 'New seed',
    workload: 'What arrives',
    workloadNone: 'Only what you send',
    workloadFile: (count: number, noun: string) => `${count} ${noun} from the file`,
    fileFaults: (count: number) => `Add the file's ${count} ${count === 1 ? 'fault' : 'faults'} to the timeline`,
    lints: (count: number) => `${count} ${count === 1 ? 'remark' : 'remarks'} on this file`,
    tooLarge: 'This file is larger than 1 MB: too large for a scenario.',
  },
  rejected: {
    title: (name: string) => `${name} cannot be used yet`,
    kept: 'The scenario before it stays open.',
    another: 'Choose another file',
    where: (line: number, column: number) => (line > 0 ? `Line ${line}, column ${column}` : 'In the file'),
    found: 'found',
    expected: 'expected',
    suggestion: 'write instead',
  },
  faults: {
    title: 'Break something',
    intro: 'Choose a fault and where it strikes. It begins now, at the playhead, and stands on the timeline: move it, change it, undo it.',
    target: (fault: string) => `Where: ${fault}`,
    inject: (fault: string) => `Add ${fault}`,
    struck: (count: number) => `struck ${count} ×`,
    none: 'No fault is known here.',
  },
  share: {
    title: 'Share this run',
    intro:
      'The link holds everything: scenario, options, seed, and what you did. Whoever opens it gets the same run and the same code. It is never sent to a server.',
    link: 'Link',
    copyLink: 'Copy link',
    copyMoment: 'Copy link to this moment',
    copyCode: 'Copy run code',
    copied: 'Copied.',
    notCopied: 'The browser did not allow copying. Select the text and copy it.',
    code: 'Run code',
    codeHint: 'Same seed, same acts, same code — on every machine.',
    saveScenario: 'Save the scenario file',
    saveName: (id: string) => `${id}.flow.yaml`,
  },
  settings: {
    title: 'Settings',
    theme: 'Theme',
    motion: 'Motion',
    motions: { system: 'As the system says', full: 'Full', hops: 'Hops: messages appear at the next stop', none: 'None' },
    pace: 'Pace',
    paces: { teach: 'Teach: every step gets its time, waiting is shortened', clock: 'Clock: everything in proportion' },
    singleKeys: 'Single-key shortcuts on the canvas and the transport',
    verbosity: 'What is read aloud',
    verbosities: { all: 'Everything', milestones: 'Milestones', problems: 'Problems', off: 'Nothing' },
    stageScale: 'Size',
    scales: { '1': 'Normal', '1.25': 'Large', '1.5': 'Wall' },
    reset: 'Reset everything',
    resetHint: 'Forgets preferences and predictions and starts the default scenario afresh.',
  },
} as const;
