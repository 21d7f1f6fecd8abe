import type { PlaceInfo, PlaceKind, RunHeader } from '../../../../src/sim/run/header';

const place = (id: string, kind: PlaceKind): PlaceInfo => ({
  id,
  title: id,
  kind,
  main: true,
  shows: '',
  state: {},
  handles: [],
  listens: [],
  emits: [],
  policies: [],
  settings: {},
});

/** A header with just enough names to write facts: customer, shop, broker; one command and one event. */
export const smallHeader: RunHeader = {
  scenario: { id: 'small', title: 'Small', summary: '' },
  noun: 'thing',
  nounPlural: 'things',
  button: 'Go',
  coordination: 'choreography',
  seed: 1,
  channels: [],
  product: { id: 'p', title: 'P', version: '1', guarantee: '', nodes: 1, used: true, broadcasts: true, warnings: [] },
  places: [place('', 'run'), place('customer', 'customer'), place('shop', 'service'), place('broker', 'broker')],
  messageTypes: [
    { name: 'DoIt', kind: 'command', says: '', version: 1 },
    { name: 'Done', kind: 'event', says: '', version: 1 },
  ],
  links: [],
  processes: [],
  invariants: [],
  faults: [],
  flow: { starts: 0, succeeds: [1], fails: [], deadlineUs: 1_000_000 },
};
