import { tandemByHand } from './bound';
import { tandemOnKernel } from './kernel';
import type { TandemResult, TandemSize } from './model';
import { tandemOnSimjs } from './simjs';

export interface Measured extends TandemResult {
  /** Milliseconds of each run in this process, the cold one first. */
  readonly ms: readonly number[];
}

const variants: Readonly<Record<string, (size: TandemSize) => TandemResult>> = {
  bound: tandemByHand,
  kernel: (size) => tandemOnKernel(size, 1),
  kernelRich: (size) => tandemOnKernel(size, 3),
};

export interface Repetition {
  readonly runs: number;
  /** Milliseconds; wall time when absent. */
  readonly clock?: () => number;
}

const wallClock = (): number => performance.now();

/** Runs one variant several times in this process. */
export async function measure(variant: string, size: TandemSize, { runs, clock = wallClock }: Repetition): Promise<Measured> {
  const run = variant === 'simjs' ? await simjsVariant() : variants[variant];
  if (run === undefined) throw new Error(`no variant ${variant}`);
  const ms: number[] = [];
  let result: TandemResult | undefined;
  for (let i = 0; i < runs; i++) {
    const from = clock();
    result = run(size);
    ms.push(clock() - from);
  }
  if (result === undefined) throw new Error('no run');
  return { ...result, ms };
}

/** simjs publishes itself only as a property of `window`. */
async function simjsVariant(): Promise<(size: TandemSize) => TandemResult> {
  const scope = globalThis as { window?: unknown };
  scope.window ??= globalThis;
  await import('simjs');
  const { Sim } = scope.window as { Sim: Parameters<typeof tandemOnSimjs>[0] };
  return (size) => tandemOnSimjs(Sim, size);
}
