import table from '../conformance/queueing.json';
import { blocked, boundedQueue, manyServers, singleServer } from './closedForms';
import type { Row } from './measures';
import { attemptRows, boundedBrokerRows, boundedRows, lossRows, sagaRows, type Station, stationRows } from './queueingRows';

/** A parameter set of queueing theory, measured through the ordinary services and broker. */
export interface QueueingCase {
  readonly id: string;
  readonly title: string;
  /** Customers in `npm test`, and in a long run: K(rho) says how many make a precise mean. */
  readonly customers: number;
  readonly customersLong: number;
  readonly measure: (customers: number, seed: number) => readonly Row[];
}

/** The expected values of one entry of queueing.json. */
export function expectedOf(id: string): Readonly<Record<string, number>> {
  const entry = table.find((each) => each.id === id);
  if (entry === undefined) throw new Error(`no entry ${id} in queueing.json`);
  return entry.expected as unknown as Readonly<Record<string, number>>;
}

const stationCase = (
  id: string,
  title: string,
  station: Station,
  sizes: readonly [number, number],
  expected = expectedOf(id),
): QueueingCase => ({
  id,
  title,
  customers: sizes[0],
  customersLong: sizes[1],
  measure: (customers, seed) => stationRows(id, station, expected, { customers, seed }),
});

const evenly = (lambda: number): string => `every: ${1000 / lambda}ms`;

/** The parameter sets of queueing.json that are measured, and a few with other numbers: the rule, not the example. */
export const queueingCases: readonly QueueingCase[] = [
  stationCase('Q01', 'M/M/1 at 80 %', { lambda: 80, mu: 100, service: 'exp(10ms)' }, [100_000, 1_600_000]),
  stationCase('Q02', 'M/M/1 at 95 %', { lambda: 95, mu: 100, service: 'exp(10ms)' }, [120_000, 2_600_000]),
  stationCase('Q04', 'M/M/10 at 80 %', { lambda: 8, mu: 1, c: 10, service: 'exp(1s)' }, [60_000, 1_000_000]),
  stationCase('Q06', 'M/M/10 at 90 %', { lambda: 90, mu: 10, c: 10, service: 'exp(100ms)' }, [80_000, 1_600_000]),
  stationCase('Q07', 'M/D/1 at 80 %', { lambda: 80, mu: 100, cs2: 0, service: '10ms' }, [60_000, 1_000_000]),
  stationCase('Q08', 'M/G/1, squared variation 4', { lambda: 80, mu: 100, cs2: 4, service: 'hyper(10ms, cv2=4)' }, [100_000, 2_000_000]),
  stationCase(
    'M/E4/1',
    'Erlang-4 service at 70 %',
    { lambda: 35, mu: 50, cs2: 0.25, service: 'erlang(20ms, k=4)' },
    [40_000, 400_000],
    named(singleServer(35, 50, 0.25)),
  ),
  stationCase(
    'M/M/3',
    'three workers at 60 %',
    { lambda: 18, mu: 10, c: 3, service: 'exp(100ms)' },
    [40_000, 400_000],
    named(manyServers(18, 10, 3)),
  ),
  {
    id: 'Q10',
    title: 'M/M/1/10 at 120 %',
    customers: 50_000,
    customersLong: 1_000_000,
    measure: (customers, seed) => [
      ...boundedRows('Q10', { lambda: 120, mu: 100, k: 10 }, expectedOf('Q10'), { customers, seed }),
      ...boundedBrokerRows('Q10', { lambda: 120, mu: 100, k: 10 }, expectedOf('Q10'), { customers, seed: seed + 1 }),
    ],
  },
  {
    id: 'M/M/1/4',
    title: 'room for four at 75 %',
    customers: 30_000,
    customersLong: 400_000,
    measure: (customers, seed) => {
      const { blocked: full, throughput, l, w } = boundedQueue(30, 40, 4);
      return boundedRows('M/M/1/4', { lambda: 30, mu: 40, k: 4 }, { P_block: full, throughput, L: l, W: w }, { customers, seed });
    },
  },
  {
    id: 'Q11',
    title: 'bulkhead of 25 (Erlang B), any service time',
    customers: 30_000,
    customersLong: 500_000,
    measure: (customers, seed) =>
      ['exp(1s)', '1s', 'hyper(1s, cv2=4)'].flatMap((service) =>
        lossRows('Q11', { lambda: 20, service, c: 25 }, expectedOf('Q11')['P_block'] ?? 0, { customers, seed }),
      ),
  },
  {
    id: 'M/G/5/5',
    title: 'bulkhead of 5',
    customers: 20_000,
    customersLong: 400_000,
    measure: (customers, seed) => lossRows('M/G/5/5', { lambda: 4, service: 'erlang(1s, k=3)', c: 5 }, blocked(4, 5), { customers, seed }),
  },
  {
    id: 'Q12',
    title: 'retries, 3 attempts, each fails with 0.3',
    customers: 30_000,
    customersLong: 500_000,
    measure: (customers, seed) =>
      attemptRows(
        'Q12',
        { p: 0.3, arrivals: evenly(100), customers, service: '1ms', works: 'attempts: 3, dlq: true', seed },
        expectedOf('Q12'),
      ),
  },
  {
    id: 'Q14',
    title: 'redelivery until maxReceiveCount 3, each fails with 0.1',
    customers: 30_000,
    customersLong: 1_000_000,
    measure: (customers, seed) =>
      attemptRows(
        'Q14',
        { p: 0.1, arrivals: evenly(100), customers, service: '1ms', product: 'sqs', works: 'attempts: 3, dlq: true', seed },
        expectedOf('Q14'),
      ),
  },
  {
    id: 'Q25',
    title: 'saga of three steps',
    customers: 8000,
    customersLong: 200_000,
    measure: (customers, seed) => sagaRows('Q25', [0.01, 0.02, 0.05], expectedOf('Q25'), { customers, seed }),
  },
];

/** Closed forms under the names of queueing.json. */
function named({ rho, w, wq, l, lq }: ReturnType<typeof singleServer>): Readonly<Record<string, number>> {
  return { rho, W: w, Wq: wq, L: l, Lq: lq };
}
