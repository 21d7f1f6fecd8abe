import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { type Opened, openPage } from './page';

vi.setConfig({ testTimeout: 30_000 });

const answer = (): Promise<HTMLElement> => screen.findByTestId('why');
const links = (panel: HTMLElement): readonly HTMLElement[] => within(within(panel).getByRole('list')).getAllByRole('button');

/** One order; Payment is down from the start and stays down. */
async function broken(): Promise<Opened> {
  const opened = await openPage();
  act(() => {
    opened.actions.addFault('crash', 'payment', {}, null);
    opened.actions.send();
  });
  act(() => opened.actions.seek(3_000_000));
  return opened;
}

describe('Why?', () => {
  test('about an absence: the chain goes to the root, each link moves the playhead and selects', async () => {
    const { state, actions } = await broken();
    const shipping = state().run.trace?.header.places.findIndex(({ id }) => id === 'shipping') ?? -1;
    act(() => actions.ask({ kind: 'absence', place: shipping, key: 1 }));
    const panel = await answer();
    expect(panel).toHaveTextContent('Why has Shipping not reacted to #1?');
    expect(links(panel)[0]).toHaveTextContent('Shipping has nothing to react to for #1 yet.');
    const root = links(panel).at(-1);
    expect(root).toHaveTextContent(/^The injected fault ".*" began at/);
    await userEvent.click(root!);
    expect(state()).toMatchObject({ playhead: 0, selection: { kind: 'place', place: 'payment' } });
    expect(root).toHaveAttribute('aria-current', 'step');
    // The answer stays about the instant that was asked of.
    expect(panel).toHaveTextContent('as of 3');
  });

  test('W asks about the selection, is read aloud once, Escape closes and gives the focus back', async () => {
    const { state, actions } = await broken();
    act(() => actions.select({ kind: 'place', place: 'payment' }));
    const transport = screen.getByRole('region', { name: 'Transport' });
    act(() => transport.focus());
    const said = state().said.count;
    await userEvent.keyboard('w');
    const panel = await answer();
    expect(panel).toHaveFocus();
    expect(panel).toHaveTextContent('Payment is down since 0 s.');
    await waitFor(() => expect(state().said.count).toBe(said + 1));
    expect(state().said.text).toMatch(/^Why is Payment as it is\? Payment is down/);
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByTestId('why')).not.toBeInTheDocument();
    expect(transport).toHaveFocus();
  });

  test('a person can ask about any place and key', async () => {
    const { actions } = await broken();
    act(() => actions.askSelection());
    const panel = await answer();
    expect(within(panel).queryByRole('list')).not.toBeInTheDocument();
    await userEvent.selectOptions(within(panel).getByRole('combobox'), 'Payment');
    await userEvent.click(within(panel).getByRole('button', { name: 'Ask' }));
    expect(panel).toHaveTextContent('Why has Payment not reacted to #1?');
    expect(links(panel).some((link) => /Payment is down/.test(link.textContent ?? ''))).toBe(true);
  });

  test('the menus of a place and of a message offer it; another run takes the answer away', async () => {
    const { actions } = await broken();
    act(() => actions.openMenu({ target: { kind: 'place', place: 'shipping' }, x: 10, y: 10 }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Why has it not reacted to #1?' }));
    expect(await answer()).toHaveTextContent('Why has Shipping not reacted to #1?');
    act(() => actions.openMenu({ target: { kind: 'message', message: 1, place: 'order', where: 'flight' }, x: 20, y: 20 }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Why is it here?' }));
    expect(await answer()).toHaveTextContent(/Why is .* #1 where it is\?/);
    act(() => actions.setSeed(7));
    expect(screen.queryByTestId('why')).not.toBeInTheDocument();
  });
});
