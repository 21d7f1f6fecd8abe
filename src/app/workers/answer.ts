import { type RunSpec, coordinations, createRun, loadScenario, longestHandling } from '../../sim';
import type { Request, Reply } from './protocol';
import type { ParseReply, ScenarioFile, SimulateReply } from './runner';

/** The work itself, as functions: the worker calls them, and so do tests without a worker. */

export async function answer(request: Request, onProgress: (facts: number) => void): Promise<Reply> {
  switch (request.kind) {
    case 'parse':
      return { kind: 'parse', id: request.id, reply: await parse(request.file) };
    case 'simulate':
      return { kind: 'simulate', id: request.id, reply: run(request.spec, onProgress) };
  }
}

async function parse(file: ScenarioFile): Promise<ParseReply> {
  const loaded = await loadScenario(file.text, file.name);
  if (!loaded.ok) return { kind: 'rejected', problems: loaded.error };
  const { scenario, model, warnings } = loaded.value;
  const given = coordinations.find((one) => model.options[one]?.derived === false);
  return {
    kind: 'parsed',
    scenario,
    outline: {
      id: model.id,
      title: model.title,
      coordination: given ?? 'choreography',
      faults: model.faults,
      workloadCount: model.workload.count,
      noun: model.flow.noun,
      nounPlural: model.flow.nounPlural,
      product: model.delivery.product,
      longestHandling: longestHandling(model.services),
      warnings,
    },
  };
}

/** A tenth of a second or so: often enough to be shown, too rare to cost anything. */
const stepsPerStride = 100_000;

/** A broken rule of our own code becomes a message with the seed; it must not take the page with it. */
function run(spec: RunSpec, onProgress: (facts: number) => void): SimulateReply {
  try {
    const under = createRun(spec);
    while (!under.advance(stepsPerStride)) onProgress(under.progress.facts);
    return { kind: 'simulated', trace: under.finish() };
  } catch (error) {
    return { kind: 'failed', message: `${error instanceof Error ? error.message : String(error)} (seed ${spec.seed})` };
  }
}
