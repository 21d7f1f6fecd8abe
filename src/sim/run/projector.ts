import type { Payload } from '../../base/plainData';
import { type ReadModelPlan, ReadModelRows } from '../eventStore/readModel';
import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { type Agenda, Phase } from '../kernel/agenda';
import { drawUnit, streamSeed } from '../kernel/random';
import { sampleUs } from '../kernel/variates';
import type { Behaviour, Completion, Work } from '../services/work';

/** Agenda events of projections: a = read model, b = message. */
export const ProjectorEvent = { applies: 60 } as const;

/** Taking an event in; a modelling choice. The lag of each read model comes on top. */
const intakeUs = 1_000;
const dayUs = 24 * 3_600 * 1_000_000;

interface Model {
  readonly plan: ReadModelPlan;
  readonly rows: ReadModelRows;
  readonly place: number;
  readonly stream: number;
  /** Events are applied in the order in which they came in. */
  lastApplies: number;
}

/** The place that keeps the read models: one subscription, one row store and one lag per model. */
export class Projector implements Behaviour {
  readonly #models: readonly Model[];
  readonly #journal: Journal;
  readonly #agenda: Agenda;
  readonly #payloadFields: (message: number) => Payload;

  constructor(
    plans: readonly ReadModelPlan[],
    world: {
      readonly firstPlace: number;
      readonly seed: number;
      readonly journal: Journal;
      readonly agenda: Agenda;
      readonly payloadFields: (message: number) => Payload;
    },
  ) {
    this.#journal = world.journal;
    this.#agenda = world.agenda;
    this.#payloadFields = world.payloadFields;
    this.#models = plans.map((plan, i) => ({
      plan,
      rows: new ReadModelRows(plan),
      place: world.firstPlace + i,
      stream: streamSeed(world.seed, `lag:${plan.id}`),
      lastApplies: 0,
    }));
  }

  begin(): number {
    return intakeUs;
  }

  complete(work: Work): Completion {
    this.takeIn(work.message);
    return { emitted: [], holds: false };
  }

  answersAgain(): readonly number[] {
    return [];
  }

  /** Every model that follows this type applies it after its lag. */
  takeIn(message: number): void {
    const journal = this.#journal;
    const type = journal.typeOf(message);
    this.#models.forEach((model, i) => {
      if (!model.plan.from.includes(type)) return;
      const lag = sampleUs(model.plan.lag, drawUnit(model.stream, journal.keyOf(message) * 256 + type, 0));
      const applies = Math.max(journal.now + lag, model.lastApplies);
      model.lastApplies = applies;
      this.#agenda.schedule(applies, Phase.completion, ProjectorEvent.applies, i, message, 0);
    });
  }

  applies(index: number, message: number): void {
    const model = this.#models[index];
    if (model === undefined) return;
    const journal = this.#journal;
    // The day on which it happened, not the one on which it is read: reading again must give the same rows (EVS-015).
    const day = Math.floor(journal.createdAtOf(message) / dayUs) + 1;
    const { row, value } = model.rows.apply(journal.typeOf(message), this.#payloadFields(message), day);
    journal.fact(FactKind.projected, model.place, message, 0, journal.string(row), journal.value(value));
  }
}
