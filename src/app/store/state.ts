import type { SettingValue } from '../../base/plainData';
import type { Frame, Playback, Question } from '../../playback';
import type { Coordination, FaultSpec, Intervention, LongestHandling, Params, RunSpec, Trace } from '../../sim';

/**
 * What the page knows: the run as a value, the picture of one instant of it, and how the person looks at it.
 * Only `spec` is part of the run (and of links and undo); everything else is view state and never changes a run code.
 */
export interface State {
  /** The run as a value; null until the first scenario file has been read. */
  readonly spec: RunSpec | null;
  /** Where `spec.scenario` came from: links carry an id or the text. */
  readonly source: ScenarioSource | null;
  readonly scenarioChoices: readonly ScenarioChoice[];
  /** Facts about the file that are not in the run's header. */
  readonly outline: ScenarioOutline | null;
  /** A file that could not be read: the previous scenario stays. */
  readonly rejected: RejectedScenario | null;
  readonly past: readonly RunValue[];
  readonly future: readonly RunValue[];
  readonly run: Run;
  readonly frame: Frame | null;
  /** The narrator's sentence for the playhead. */
  readonly caption: string;
  /** Virtual microseconds. */
  readonly playhead: number;
  readonly playing: boolean;
  /** Every simulated thing has happened and Play stopped there. */
  readonly atEnd: boolean;
  readonly speed: number;
  readonly pace: PaceMode;
  readonly selection: Selection;
  readonly menu: OpenMenu | null;
  /** Inspector shown (1920 wide: always room for it; smaller: overlay or sheet). */
  readonly inspecting: boolean;
  /** Business key whose messages stay bright while the others are dimmed; null = all. */
  readonly follow: number | null;
  /** Disclosure: 0 before the first order, 1 after it, 2 with "more panels". Never falls. */
  readonly level: 0 | 1 | 2;
  readonly prediction: Prediction;
  /** What a person predicted once; kept between visits, so that Play asks only the first time. */
  readonly memory: PredictionMemory;
  readonly notices: readonly Notice[];
  readonly dialog: DialogName | null;
  /** What was asked about the run, and when; the answer is shown until it is closed or the run becomes another one. */
  readonly asked: Asked | null;
  /** Panel over the map. */
  readonly panel: PanelName | null;
  /** What the Fidelity page was opened for. */
  readonly fidelity: FidelityView;
  /** Text of the last "say the current state"; the number changes with every request so that equal texts are read again. */
  readonly said: { readonly text: string; readonly count: number };
  /** Last sentences read aloud, oldest first. */
  readonly spoken: readonly Utterance[];
  /** Last problem read aloud at once. */
  readonly alarm: Utterance | null;
  readonly preferences: Preferences;
  /** What the system asks for; preferences may overrule it. */
  readonly systemReducesMotion: boolean;
}

export interface Utterance {
  readonly id: number;
  readonly text: string;
}

/** A question about one instant of one run; without a question the panel only offers to ask. */
export interface Asked {
  readonly question: Question | null;
  readonly time: number;
  readonly trace: Trace;
}

export type PanelName = 'ledger';

export interface RunValue {
  readonly spec: RunSpec;
  readonly source: ScenarioSource;
}

export type ScenarioSource =
  { readonly kind: 'bundled'; readonly id: string } | { readonly kind: 'text'; readonly name: string; readonly text: string };

export interface ScenarioChoice {
  readonly id: string;
  readonly title: string;
  /** The same system on several products, this one first; empty when there is only one. */
  readonly variants: readonly ScenarioVariant[];
}

export interface ScenarioVariant {
  readonly id: string;
  readonly title: string;
}

/** All products, one of them, or one rule of the Fidelity page. */
export interface FidelityView {
  readonly product: string | null;
  readonly rule: string | null;
}

export interface ScenarioOutline {
  readonly id: string;
  readonly title: string;
  /** The option that the file gives first. */
  readonly coordination: Coordination;
  /** Faults that the file itself schedules; offered as bars like any other. */
  readonly faults: readonly { readonly atUs: number; readonly forUs: number | null; readonly fault: FaultSpec }[];
  /** How many the workload of the file sends. */
  readonly workloadCount: number;
  readonly noun: string;
  readonly nounPlural: string;
  /** Product that the file names. */
  readonly product: string;
  /** What a product's leases on messages have to cover. */
  readonly longestHandling: LongestHandling;
  /** Lints of the file, in words. */
  readonly warnings: readonly Problem[];
}

/** What is wrong with a scenario file, and where. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly expected: string;
  readonly suggestion: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface RejectedScenario {
  readonly name: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

export interface Run {
  readonly status: 'simulating' | 'ready' | 'failed';
  readonly trace: Trace | null;
  readonly playback: Playback | null;
  /** The previous future, until the next change. */
  readonly ghost: Trace | null;
  /** Virtual time at which the ghost begins to differ. */
  readonly ghostFrom: number;
  /** Facts so far, while a long simulation runs. */
  readonly progress: number;
  /** Why it failed, with seed, time and step; null = it did not. */
  readonly message: string | null;
}

export type Motion = 'full' | 'hops' | 'none';
export type Theme = 'system' | 'light' | 'dark';
export type PaceMode = 'teach' | 'clock';
export type Verbosity = 'all' | 'milestones' | 'problems' | 'off';
export type DialogName = 'help' | 'settings' | 'share' | 'open' | 'faults' | 'rejected' | 'more' | 'fidelity';

export interface Preferences {
  readonly theme: Theme;
  /** `system` follows prefers-reduced-motion. Use `selectMotion` for the effective value. */
  readonly motion: 'system' | Motion;
  readonly singleKeys: boolean;
  readonly verbosity: Verbosity;
  readonly stageScale: 1 | 1.25 | 1.5;
}

export type Selection =
  | null
  | { readonly kind: 'place'; readonly place: string }
  | {
      readonly kind: 'message';
      readonly message: number;
      readonly place: string;
      readonly where: 'flight' | 'waiting' | 'working' | 'deadLetter';
    }
  | { readonly kind: 'link'; readonly type: string; readonly to: string }
  /** Index into `spec.interventions`. */
  | { readonly kind: 'fault'; readonly intervention: number };

export interface OpenMenu {
  readonly target: NonNullable<Selection>;
  /** Client coordinates. */
  readonly x: number;
  readonly y: number;
}

export type Prediction =
  | { readonly status: 'none' }
  /** `send` is true when a person pressed the button while the question was open: it goes out after the answer. */
  | { readonly status: 'asking'; readonly place: string; readonly send: boolean }
  | { readonly status: 'waiting'; readonly place: string; readonly choice: PredictionChoice | null; readonly message: number | null }
  | { readonly status: 'revealed'; readonly choice: PredictionChoice | null; readonly outcome: PredictionChoice; readonly place: string };

export interface PredictionMemory {
  readonly asked: boolean;
  readonly choice: PredictionChoice | null;
  readonly outcome: PredictionChoice | null;
}

export type PredictionChoice = 'A' | 'B' | 'C';

export interface Notice {
  readonly id: number;
  readonly severity: 'info' | 'problem';
  readonly text: string;
  /** Raw data that a person may want back ("Download what was there"). */
  readonly raw: { readonly fileName: string; readonly text: string } | null;
}

export interface Actions {
  /** Places one order, transfer, ride …: the flow's start command, at the playhead; plays. */
  send(): void;
  /** A fault begins at the playhead. `forUs` null = until the run ends; absent = the fault's default. */
  addFault(kind: string, target: string, params?: Params, forUs?: number | null): void;
  /** Any intervention; its `at` is replaced by the playhead. */
  addIntervention(intervention: Intervention): void;
  /** Moves or resizes a fault bar, or moves another intervention. Times in microseconds; `for` null = until the run ends. */
  editIntervention(index: number, change: { readonly at?: number; readonly for?: number | null }): void;
  removeIntervention(index: number): void;
  undo(): void;
  redo(): void;
  setCoordination(coordination: Coordination, then?: 'keep' | 'playFromStart'): void;
  /** null = the product of the file. Another product starts with its own defaults. */
  setProduct(product: string | null): void;
  /** The same for one channel of the file. */
  setChannelProduct(channel: string, product: string): void;
  setSeed(seed: number): void;
  /** `run`: an option of the whole run (from time 0). `now`: an intervention at the playhead. Path as in RunSpec.settings. */
  setSetting(path: string, value: SettingValue, from: 'run' | 'now'): void;
  setWorkload(workload: RunSpec['workload']): void;
  /** Copies the file's faults into interventions (true) or takes those copies out again (false). */
  setFileFaults(on: boolean): void;
  loadScenario(text: string, name: string): void;
  chooseScenario(id: string): void;
  /** The same system as another bundled file says it, with everything that was done to this one. */
  chooseVariant(id: string): void;

  play(): void;
  pause(): void;
  togglePlay(): void;
  /** Moves the playhead; the exact frame is there when it returns. */
  seek(us: number): void;
  step(direction: 'next' | 'previous', by: 'event' | 'notable'): void;
  /** To the next instant at which something happens. */
  skipIdle(): void;
  runToEnd(): void;
  setSpeed(speed: number): void;
  setPace(pace: PaceMode): void;

  select(selection: Selection): void;
  /** Selects and opens the inspector. */
  inspect(selection: Selection, how?: { readonly keepMenu?: boolean }): void;
  closeInspector(): void;
  openMenu(menu: OpenMenu): void;
  closeMenu(): void;
  setFollow(key: number | null): void;
  raiseLevel(level: 1 | 2): void;
  predict(choice: PredictionChoice): void;
  skipPrediction(): void;
  closePrediction(): void;
  notify(notice: Omit<Notice, 'id'>): void;
  dismissNotice(id: number): void;
  openDialog(dialog: DialogName): void;
  openFidelity(view: FidelityView): void;
  closeDialog(): void;
  setPreferences(change: Partial<Preferences>): void;
  /** Preferences, prediction memory and the run back to how a first visit finds them. */
  resetEverything(): void;
  sayState(): void;
  /** Reads a text aloud, politely and once. */
  say(text: string): void;
  /** Why is it so? Asked of the playhead; pauses. */
  ask(question: Question): void;
  /** The same about what is selected. */
  askSelection(): void;
  closeAnswer(): void;
  togglePanel(panel: PanelName): void;
}
