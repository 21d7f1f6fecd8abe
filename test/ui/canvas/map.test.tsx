import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { openPage, type Opened } from '../app/page';

// The whole page with the real engine: slow machines need their time.
vi.setConfig({ testTimeout: 30_000 });

// Stage size, and no drawing: jsdom has neither layout nor canvas.
const stage: Readonly<Record<string, number>> = { offsetWidth: 1280, offsetHeight: 488 };
for (const [property, size] of Object.entries(stage)) {
  const plain = Object.getOwnPropertyDescriptor(HTMLElement.prototype, property);
  Object.defineProperty(HTMLElement.prototype, property, {
    configurable: true,
    get(this: HTMLElement) {
      return this.dataset['testid'] === 'canvas' ? size : plain?.get?.call(this);
    },
  });
}
HTMLCanvasElement.prototype.getContext = () => null;

const node = (name: RegExp): Promise<HTMLElement> => screen.findByRole('button', { name });
const nameOf = (element: Element | null): string => element?.querySelector('[id$="-name"]')?.textContent ?? '';
const canvas = (): HTMLElement => screen.getByTestId('canvas');
const items = (): string[] => screen.getAllByRole('menuitem').map((item) => item.textContent ?? '');

async function opened(hash: string): Promise<Opened> {
  const page = await openPage(`#/?v=1&sc=retail&s=42&${hash}`);
  await node(/^Payment, service/);
  return page;
}

async function openMenu(name: RegExp): Promise<void> {
  act(() => (document.activeElement as HTMLElement | null)?.blur());
  fireEvent.click(await node(name), { clientX: 10, clientY: 10 });
  await screen.findByRole('menu');
}

describe('the map', () => {
  test('is one group with a single stop for Tab and the button before it', async () => {
    await opened('');
    expect(canvas()).toHaveAccessibleName('Event flow');
    const stops = [...canvas().querySelectorAll<HTMLElement>('button:not([tabindex="-1"]), .react-flow__node[tabindex="0"]')];
    expect(stops[0]).toHaveTextContent('Place an order');
    expect(canvas().querySelectorAll('.react-flow__node[tabindex="0"]')).toHaveLength(1);
  });

  test('walks in causal order with the arrows and enters the inbox', async () => {
    await opened('f=send@0s;crash:payment@0s%2B5s&t=1000');
    const customer = await node(/^Customer/);
    act(() => customer.focus());
    const walked: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      walked.push(nameOf(document.activeElement).split(',')[0] ?? '');
      await userEvent.keyboard('{ArrowRight}');
    }
    expect(walked.map((title, n) => (n === 2 ? 'broker' : title))).toEqual([
      'Customer',
      'Order Management',
      'broker',
      'Inventory',
      'Payment',
      'Shipping',
    ]);
    act(() => document.getElementById('place-payment-name')?.closest<HTMLElement>('.react-flow__node')?.focus());
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement).toHaveAccessibleName('StockReserved #1, 1 of 1 waiting');
    await userEvent.keyboard('{ArrowUp}');
    expect(document.activeElement).toHaveAccessibleName(/^Payment, service/);
  });

  test('says in words that a place is down and how many wait for it', async () => {
    await opened('f=send@0s;crash:payment@0s%2B5s&t=1000');
    expect(await node(/^Payment, service, down, 1 message waiting/)).toHaveTextContent('down');
  });

  test('draws the coordinator with its steps, marks where instances stand, and moves nobody', async () => {
    const { actions } = await opened('f=send@0s&t=60');
    const before = (await node(/^Payment/)).style.transform;
    expect(screen.getAllByText(/whenever/).length).toBeGreaterThan(3);
    act(() => actions.setCoordination('orchestration'));
    const strip = await node(/coordinator/);
    expect(
      within(strip)
        .getAllByRole('listitem', { hidden: true })
        .map((item) => item.textContent),
    ).toEqual([
      expect.stringContaining('ReserveStock'),
      expect.stringContaining('ProcessPayment'),
      expect.stringContaining('CreateShipment'),
      expect.stringContaining('SendEmail'),
    ]);
    expect(strip.querySelectorAll('[data-active="true"]')).toHaveLength(1);
    expect((await node(/^Payment/)).style.transform).toBe(before);
    expect(screen.queryByText(/whenever/)).not.toBeInTheDocument();
  });

  test('says that the broker is not used by calls and who waits for whom', async () => {
    await opened('opt=calls&f=send@0s&t=90');
    expect(screen.getByText('not used')).toBeInTheDocument();
    expect(await node(/^Order Management.*waiting for Payment/)).toHaveTextContent('waiting for Payment');
  });

  test('has lines between the bus and everybody who talks to it', async () => {
    await opened('');
    await waitFor(() => expect(document.querySelectorAll('.react-flow__edge').length).toBeGreaterThan(8));
    expect(screen.getByRole('button', { name: 'Lines into Payment' })).toBeInTheDocument();
  });

  test('grows its legend with what happens', async () => {
    const { actions } = await opened('f=send@0s;crash:payment@0s%2B5s&t=0');
    const legend = screen.getByRole('list', { name: 'Legend' });
    const words = (): string[] =>
      within(legend)
        .getAllByRole('listitem')
        .map((item) => item.textContent ?? '');
    expect(words()).not.toContain('waiting');
    act(() => actions.seek(1_000_000));
    await waitFor(() => expect(words()).toEqual(expect.arrayContaining(['event', 'waiting', 'down'])));
  });

  test('stands as a list as well, with the same actions', async () => {
    await opened('');
    const list = screen.getByRole('region', { name: 'Structure' });
    expect(within(list).getByText('Whenever StockReserved, then ProcessPayment')).toBeInTheDocument();
    fireEvent.click(within(list).getByRole('button', { name: 'Actions for Payment' }));
    await screen.findByRole('menu');
    expect(items()).toContain('Crash');
  });
});

describe('menus', () => {
  test('a click shows what can be done, Crash breaks at once, restart is offered then', async () => {
    const { state } = await opened('f=send@0s&t=20');
    await openMenu(/^Payment/);
    expect(items().slice(0, 4)).toEqual(['Crash', 'Slow', 'Poison next', 'Duplicate next']);
    expect(items().at(-1)).toBe('Inspect');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Crash' }));
    expect(state().spec?.interventions).toContainEqual(
      expect.objectContaining({ kind: 'fault', fault: { kind: 'crash', target: 'payment', params: {} } }),
    );
    await openMenu(/^Payment, service, down/);
    expect(items()[0]).toBe('Restart now');
  });

  test('opens by Enter and gives the focus back', async () => {
    await opened('');
    const payment = await node(/^Payment/);
    act(() => payment.focus());
    await userEvent.keyboard('{Enter}');
    await screen.findByRole('menu');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(payment).toHaveFocus());
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
  });

  test('what a product cannot show is refused with its reason', async () => {
    await opened('bk=kafka');
    const { actions } = await openPage('#/?v=1&sc=retail&s=42&bk=kafka');
    act(() => actions.openMenu({ target: { kind: 'link', type: '', to: 'payment' }, x: 0, y: 0 }));
    const refused = (await screen.findAllByRole('menuitem', { name: /Reorder messages/ }))[0];
    expect(refused).toHaveAttribute('aria-disabled', 'true');
    expect(refused).toHaveTextContent('Kafka cannot show this');
  });

  test('a waiting message moves to the front by menu and by keyboard alike', async () => {
    const orders = 'f=crash:payment@0s%2B5s;send@0s;send@0.01s;send@0.02s&t=1000';
    const byMenu = await opened(orders);
    fireEvent.click(screen.getByRole('button', { name: /^StockReserved #2, / }));
    await screen.findByRole('menu');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Move to front' }));
    const expected = byMenu.state().spec?.interventions.at(-1);
    expect(expected).toMatchObject({ kind: 'message', act: 'move', place: 'payment', position: 0 });
    expect(screen.getAllByRole('button', { name: /waiting$/ })[0]).toHaveAccessibleName(/^StockReserved #2/);
    act(() => byMenu.actions.undo());
    act(() => screen.getByRole('button', { name: /^StockReserved #2, / }).focus());
    await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    expect(byMenu.state().spec?.interventions.at(-1)).toEqual(expected);
  });

  test('a dead letter is repaired and sent again', async () => {
    const { state } = await opened('f=poison:payment@0s;send@0s&t=5000');
    const tray = await screen.findByRole('button', { name: 'Dead letters of Payment, 1' });
    fireEvent.click(tray);
    await screen.findByRole('menu');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Repair' }));
    fireEvent.click(screen.getByRole('button', { name: 'Dead letters of Payment, 1' }));
    await screen.findByRole('menu');
    expect(screen.getByRole('menuitem', { name: /Repair/ })).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Redrive' }));
    expect(
      state()
        .spec?.interventions.slice(-2)
        .map((one) => (one.kind === 'deadLetter' ? one.act : one.kind)),
    ).toEqual(['repair', 'redrive']);
    expect(screen.queryByRole('button', { name: /^Dead letters of Payment/ })).not.toBeInTheDocument();
  });

  test('F finds a message in flight and Enter opens its menu', async () => {
    const { state } = await opened('f=send@0s&t=2');
    const customer = await node(/^Customer/);
    act(() => customer.focus());
    await userEvent.keyboard('f');
    const token = await screen.findByRole('button', { name: 'PlaceOrder #1, on its way to Order Management' });
    expect(token).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await screen.findByRole('menu');
    expect(items()).toEqual(['Drop it', 'Delay it by 2 s', 'Duplicate it', 'Poison it', 'Follow #1', 'Why is it here?', 'Inspect']);
    expect(state().playing).toBe(false);
  });
});

describe('the inspector', () => {
  test('changes a safeguard for the whole run or from now on', async () => {
    const { actions, state } = await opened('f=send@0s&t=100');
    act(() => actions.inspect({ kind: 'place', place: 'payment' }));
    const panel = await screen.findByTestId('inspector');
    await userEvent.click(within(panel).getByRole('radio', { name: 'from now on' }));
    await userEvent.click(within(panel).getByRole('switch', { name: 'Ignore duplicates' }));
    expect(state().spec?.interventions.at(-1)).toMatchObject({ kind: 'set', path: 'payment.dedupe', value: false });
    expect(within(panel).getByRole('switch', { name: 'Ignore duplicates' })).not.toBeChecked();
    await userEvent.click(within(panel).getByRole('radio', { name: 'for the whole run' }));
    await userEvent.click(within(panel).getByRole('switch', { name: 'Outbox' }));
    expect(state().spec?.settings).toEqual({ 'payment.outbox': false });
  });

  test('takes a number when the field is left, within its bounds', async () => {
    const { actions, state } = await opened('');
    act(() => actions.inspect({ kind: 'place', place: 'payment' }));
    const field = within(await screen.findByTestId('inspector')).getByRole('spinbutton', { name: /Attempts/ });
    await userEvent.clear(field);
    await userEvent.type(field, '0{Tab}');
    expect(state().spec?.settings).toEqual({ 'payment.attempts': 1 });
  });

  test('offers every product and reaches the lines by keyboard', async () => {
    const { actions, state } = await opened('');
    act(() => actions.inspect({ kind: 'place', place: 'broker' }));
    const panel = await screen.findByTestId('inspector');
    await userEvent.click(within(panel).getByRole('button', { name: /^RabbitMQ quorum .*change the product$/ }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: /^Kafka 4/ }));
    expect(state().spec?.product).toBe('kafka');
    act(() => actions.inspect({ kind: 'place', place: 'payment' }));
    await userEvent.click(within(panel).getByRole('button', { name: 'Actions for StockReserved → Payment' }));
    expect(await screen.findByRole('menu')).toHaveAccessibleName('Actions for StockReserved → Payment');
  });

  test('shows the envelope of a message and where it came from', async () => {
    const { actions } = await opened('f=send@0s&t=500');
    act(() => actions.inspect({ kind: 'message', message: 2, place: 'inventory', where: 'waiting' }));
    const panel = await screen.findByTestId('inspector');
    expect(within(panel).getByRole('heading', { level: 2 })).toHaveTextContent('OrderPlaced #1');
    expect(within(within(panel).getByRole('region', { name: 'Because of' })).getByRole('button')).toHaveTextContent('PlaceOrder #1');
  });

  test('moves a fault by number', async () => {
    const { actions, state } = await opened('f=crash:payment@1s%2B2s;send@0s&t=0');
    const intervention = state().spec?.interventions.findIndex((one) => one.kind === 'fault') ?? -1;
    act(() => actions.inspect({ kind: 'fault', intervention }));
    const field = within(await screen.findByTestId('inspector')).getByRole('spinbutton', { name: 'Begins at (s)' });
    await userEvent.clear(field);
    await userEvent.type(field, '2.5{Enter}');
    expect(state().spec?.interventions.find((one) => one.kind === 'fault')?.at).toBe(2_500_000);
  });
});
