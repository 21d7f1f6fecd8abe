import { arrivalMeanUs, serviceMeanUs, stations, timersFromUs, type TandemResult, type TandemSize } from './model';

/** The part of `simjs` that the model needs; the package carries no types. */
interface SimRequest {
  done(callback: (argument: number) => void, context: object, argument: number): SimRequest;
}
interface SimEntity {
  time(): number;
  setTimer(us: number): SimRequest;
  useFacility(facility: object, us: number): SimRequest;
}
interface SimModule {
  readonly Sim: new () => { addEntity(entity: new (...args: never[]) => SimEntity): SimEntity; simulate(until: number): void };
  readonly Entity: new (...args: never[]) => SimEntity;
  readonly Facility: new (name: string) => object;
  readonly Random: new (seed: number) => { exponential(rate: number): number };
}

/** The same model on `simjs`, the fastest simulator on npm: a facility per station, no trace, no broker. */
export function tandemOnSimjs(lib: SimModule, { orders, timers }: TandemSize): TandemResult {
  const sim = new lib.Sim();
  const random = new lib.Random(1);
  const facilities = Array.from({ length: stations }, (_, station) => new lib.Facility(`station ${station}`));
  const sojourn = new Float64Array(stations);
  const span = (mean: number): number => random.exponential(1 / mean);
  let events = 0;
  let made = 0;
  class Shop extends lib.Entity {
    start(): void {
      for (let i = 0; i < timers; i++) this.setTimer(timersFromUs + ((i * 7919) % 10_007));
      this.setTimer(span(arrivalMeanUs)).done(this.arrive, this, 0);
    }

    arrive(): void {
      events++;
      made++;
      if (made < orders) this.setTimer(span(arrivalMeanUs)).done(this.arrive, this, 0);
      this.visit(0);
    }

    visit(station: number): void {
      const at = this.time();
      this.useFacility(facilities[station]!, span(serviceMeanUs)).done(
        () => {
          events++;
          sojourn[station] = sojourn[station]! + this.time() - at;
          if (station + 1 < stations) this.visit(station + 1);
        },
        this,
        0,
      );
    }
  }
  sim.addEntity(Shop);
  sim.simulate(timersFromUs - 1);
  return { events, facts: 0, bytes: 0, sojournUs: Array.from(sojourn, (sum) => sum / orders) };
}
