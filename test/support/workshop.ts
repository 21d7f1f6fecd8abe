import type { Scenario } from '../../src/sim/index';
import { scenarioFrom } from './engine';

export interface WorkshopOptions {
  readonly product?: string;
  /** More of `delivery.broker`, as YAML in braces without the braces. */
  readonly broker?: string;
  /** `delivery.defaults`, likewise. */
  readonly defaults?: string;
  /** Time of MakeThing. */
  readonly makes?: string;
  /** Colours above 5 are refused by the painters. */
  readonly colour?: number;
}

/**
 * A workshop with round figures: every hop takes 10 ms, desk and mail 10 ms, making a thing 100 ms. A started thing goes to the works and to
 * the mail; nobody listens to ThingMailed.
 */
export function workshop({
  product = 'rabbitmq-quorum',
  broker = '',
  defaults = '',
  makes = '100ms',
  colour = 1,
}: WorkshopOptions = {}): Scenario {
  return scenarioFrom(`eventflow: 1
info: { id: workshop, title: Workshop }
flow: { starts: StartThing, key: thingId, succeeds: ThingFinished, fails: ThingStopped, deadline: 300s }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted }, FinishThing: { time: 10ms, emit: ThingFinished }, StopThing: { time: 10ms, emit: ThingStopped } } }
  works: { state: { made: 0 }, handles: { MakeThing: { time: ${makes}, undo: ScrapThing, set: { made: "state.made + 1" }, emit: ThingMade }, ScrapThing: { time: 10ms, set: { made: "state.made - 1" }, emit: ThingScrapped } } }
  painters: { handles: { PaintThing: { time: 50ms, outcomes: [ { if: "msg.colour > 5", emit: PaintRefused }, { emit: ThingPainted } ] } } }
  mail: { handles: { MailThing: { time: 10ms, emit: ThingMailed } } }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
      - { when: ThingStarted, in: mail, do: MailThing }
      - { when: ThingMade, in: painters, do: PaintThing }
      - { when: ThingPainted, in: desk, do: FinishThing }
      - { when: PaintRefused, in: works, do: ScrapThing }
      - { when: PaintRefused, in: desk, do: StopThing }
  orchestration:
    process:
      id: thing-process
      starts: ThingStarted
      steps:
        - { do: MakeThing, ok: ThingMade, undo: ScrapThing, timeout: 2s, retries: 2 }
        - { do: PaintThing, ok: ThingPainted, fail: PaintRefused, timeout: 2s, retries: 1 }
        - { do: MailThing, ok: ThingMailed, timeout: 2s, retries: 1 }
      done: FinishThing
      failed: StopThing
  calls:
    process:
      id: thing-calls
      starts: ThingStarted
      steps:
        - { do: MakeThing, ok: ThingMade, undo: ScrapThing, timeout: 2s }
        - { do: PaintThing, ok: ThingPainted, fail: PaintRefused, timeout: 2s }
        - { do: MailThing, ok: ThingMailed, timeout: 2s }
      done: FinishThing
      failed: StopThing
readModels:
  finished: { key: thingId, from: [ThingStarted, ThingFinished], lag: 100ms }
delivery:
  broker: { product: ${product}, latency: 10ms${broker === '' ? '' : `, ${broker}`} }
  defaults: { ${defaults} }
workload: { send: StartThing, to: desk, every: 1s, count: 0, payload: { colour: "{${colour}..${colour}}" } }
`);
}
