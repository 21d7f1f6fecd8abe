import retailText from '../../../../src/scenarios/retail.flow.yaml?raw';
import {
  defaultSpec,
  fileFaults,
  parseScenario,
  simulate,
  transferablesOf,
  type RunSpec,
  type Scenario,
  type Trace,
} from '../../../../src/sim';
import type { Repetition } from '../tandem/entry';
import tandemText from '../tandem/tandem.flow.yaml?raw';

/** What one run of the shipped engine produced. */
export interface EngineRun {
  readonly orders: number;
  readonly facts: number;
  readonly messages: number;
  /** Columns only; texts and payloads are counted apart. */
  readonly bytes: number;
  readonly payloads: number;
  readonly runCode: string;
  readonly ms: readonly number[];
}

export interface EngineSize {
  readonly orders: number;
  readonly coordination: RunSpec['coordination'];
  readonly faults: boolean;
}

const wallClock = (): number => performance.now();

const texts: Readonly<Record<string, string>> = { retail: retailText, tandem: tandemText };

/** Runs a scenario several times in this process, each time with another seed, as a search does. */
export async function measure(name: string, size: EngineSize, { runs, clock = wallClock }: Repetition): Promise<EngineRun> {
  const scenario = await scenarioOf(name);
  const ms: number[] = [];
  let trace: Trace | undefined;
  for (let run = 0; run < runs; run++) {
    const spec = specOf(scenario, size, run + 1);
    const from = clock();
    trace = simulate(spec);
    ms.push(clock() - from);
  }
  if (trace === undefined) throw new Error('no run');
  const bytes = transferablesOf(trace).reduce((sum, buffer) => sum + buffer.byteLength, 0);
  const { rows: facts, messageCount: messages, runCode } = trace;
  return { orders: size.orders, facts, messages, bytes, payloads: trace.payloads.length, runCode, ms };
}

function specOf(scenario: Scenario, { orders, coordination, faults }: EngineSize, seed: number): RunSpec {
  return defaultSpec(scenario, {
    coordination,
    seed,
    workload: 'file',
    settings: { 'workload.count': orders },
    interventions: faults ? fileFaults(scenario) : [],
  });
}

async function scenarioOf(name: string): Promise<Scenario> {
  const parsed = await parseScenario(texts[name] ?? '', name);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
