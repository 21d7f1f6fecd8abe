/** The wall clock of the page. Everything that moves with real time goes through it, so that tests can drive it. */
export interface WallClock {
  /** Milliseconds from some fixed moment. */
  now(): number;
  /** Calls back once, at the next animation frame; returns the way to give it up. Never calls while the page is hidden. */
  onNextFrame(callback: () => void): () => void;
}

export const browserClock: WallClock = {
  now: () => performance.now(),
  onNextFrame(callback) {
    const handle = requestAnimationFrame(() => callback());
    return () => cancelAnimationFrame(handle);
  },
};

export interface ManualClock extends WallClock {
  /** Lets wall time pass in frames of a sixtieth of a second. */
  advance(ms: number): void;
  /** True when somebody waits for a frame. */
  readonly waiting: () => boolean;
}

const frameMs = 1000 / 60;

/** A clock that stands still until a test moves it (`?test=1`). */
export function createManualClock(): ManualClock {
  let time = 0;
  let waiting: (() => void)[] = [];
  const frame = (): void => {
    const callbacks = waiting;
    waiting = [];
    for (const callback of callbacks) callback();
  };
  return {
    now: () => time,
    onNextFrame(callback) {
      waiting.push(callback);
      return () => {
        waiting = waiting.filter((one) => one !== callback);
      };
    },
    advance(ms) {
      const target = time + ms;
      while (time < target) {
        time = Math.min(target, time + frameMs);
        frame();
      }
    },
    waiting: () => waiting.length > 0,
  };
}
