import { arrivalMeanUs, ringSize, serviceMeanUs, stations, timersFromUs, type TandemResult, type TandemSize } from './model';

/**
 * The bound: what one writes by hand for this model and nothing else. Typed-array heap, inlined generator, the host's logarithm, no ties, no
 * cancellation, no trace, no reproducibility across engines.
 */
export function tandemByHand({ orders, timers }: TandemSize): TandemResult {
  const heapTime = new Float64Array(timers + 64);
  const heapKind = new Int32Array(timers + 64);
  let size = 0;
  const push = (time: number, kind: number): void => {
    let hole = size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (heapTime[parent]! <= time) break;
      heapTime[hole] = heapTime[parent]!;
      heapKind[hole] = heapKind[parent]!;
      hole = parent;
    }
    heapTime[hole] = time;
    heapKind[hole] = kind;
  };
  const pop = (): void => {
    const last = --size;
    const time = heapTime[last]!;
    const kind = heapKind[last]!;
    let hole = 0;
    let child = 1;
    while (child < last) {
      if (child + 1 < last && heapTime[child + 1]! < heapTime[child]!) child++;
      if (time <= heapTime[child]!) break;
      heapTime[hole] = heapTime[child]!;
      heapKind[hole] = heapKind[child]!;
      hole = child;
      child = 2 * hole + 1;
    }
    heapTime[hole] = time;
    heapKind[hole] = kind;
  };
  let state = 0x2545f491;
  const span = (mean: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return -mean * Math.log(((state >>> 0) + 0.5) / 4294967296);
  };
  const arrivedAt = new Float64Array(stations * ringSize);
  const head = new Int32Array(stations);
  const count = new Int32Array(stations);
  const sojourn = new Float64Array(stations);
  for (let i = 0; i < timers; i++) push(timersFromUs + ((i * 7919) % 10_007), 100);
  push(span(arrivalMeanUs), -1);
  let events = 0;
  let made = 0;
  let done = 0;
  while (done < orders) {
    const now = heapTime[0]!;
    const kind = heapKind[0]!;
    pop();
    events++;
    let station = 0;
    if (kind < 0) {
      if (++made < orders) push(now + span(arrivalMeanUs), -1);
    } else {
      const base = kind * ringSize;
      sojourn[kind] = sojourn[kind]! + now - arrivedAt[base + (head[kind]! & (ringSize - 1))]!;
      head[kind] = head[kind]! + 1;
      count[kind] = count[kind]! - 1;
      if (count[kind]! > 0) push(now + span(serviceMeanUs), kind);
      station = kind + 1;
      if (station === stations) {
        done++;
        continue;
      }
    }
    const waiting = count[station]!;
    arrivedAt[station * ringSize + ((head[station]! + waiting) & (ringSize - 1))] = now;
    count[station] = waiting + 1;
    if (waiting === 0) push(now + span(serviceMeanUs), station);
  }
  return { events, facts: 0, bytes: 0, sojournUs: Array.from(sojourn, (sum) => sum / orders) };
}
