import type { Preferences, Run, State } from './state';

/** The scenario of the first screen. The only place where the page names one. */
export const defaultScenarioId = 'retail';
export const defaultSeed = 42;

export const defaultPreferences: Preferences = {
  theme: 'system',
  motion: 'system',
  singleKeys: true,
  verbosity: 'milestones',
  stageScale: 1,
};

export const noRun: Run = {
  status: 'simulating',
  trace: null,
  playback: null,
  ghost: null,
  ghostFrom: 0,
  progress: 0,
  message: null,
};

export const initialState: State = {
  spec: null,
  source: null,
  scenarioChoices: [],
  outline: null,
  rejected: null,
  past: [],
  future: [],
  run: noRun,
  frame: null,
  caption: '',
  playhead: 0,
  playing: false,
  atEnd: false,
  speed: 1,
  pace: 'teach',
  selection: null,
  menu: null,
  inspecting: false,
  follow: null,
  level: 0,
  prediction: { status: 'none' },
  memory: { asked: false, choice: null, outcome: null },
  notices: [],
  dialog: null,
  asked: null,
  panel: null,
  fidelity: { product: null, rule: null },
  said: { text: '', count: 0 },
  spoken: [],
  alarm: null,
  preferences: defaultPreferences,
  systemReducesMotion: false,
};
