import { setTimeout as sleep } from 'node:timers/promises';

/** Collects what happens between the steps of a script, so that the order does not depend on who is read first. */
export class Observer {
  #seen = [];
  #lastAt = 0;

  add(event) {
    this.#seen.push(event);
    this.#lastAt = Date.now();
  }

  /** What has been seen since the last call, once `settleMs` have passed and nothing more arrives. */
  async settle(settleMs) {
    const start = Date.now();
    await sleep(settleMs);
    for (let round = 0; round < 20 && Date.now() - this.#lastAt < 60 && Date.now() - start < 3 * settleMs; round++) await sleep(20);
    const seen = this.#seen;
    this.#seen = [];
    return seen
      .map((event, index) => ({ event, index }))
      .sort(byWho)
      .map(({ event }) => event);
  }
}

const byWho = (a, b) => (a.event.on < b.event.on ? -1 : a.event.on > b.event.on ? 1 : a.index - b.index);
