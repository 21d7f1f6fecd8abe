import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { type Opened, openPage } from './page';

vi.setConfig({ testTimeout: 30_000 });

/** One order, paid twice: a copy of the message, and no inbox. */
async function paidTwice(): Promise<Opened> {
  const opened = await openPage();
  act(() => {
    opened.actions.setSetting('payment.dedupe', false, 'run');
    opened.actions.addFault('duplicate', 'payment', { p: 1, count: 5 }, null);
    opened.actions.send();
  });
  act(() => opened.actions.runToEnd());
  return opened;
}

const row = (name: RegExp): HTMLElement => screen.getByRole('row', { name });

describe('the ledger', () => {
  test('agrees with a quiet run, and says so', async () => {
    const { actions } = await openPage();
    act(() => actions.send());
    act(() => actions.runToEnd());
    await userEvent.click(screen.getByRole('button', { name: 'Ledger' }));
    const panel = await screen.findByTestId('ledger');
    expect(panel).toHaveTextContent(/All \d+ lines agree\./);
    expect(within(panel).queryByText('Why?')).not.toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByTestId('ledger')).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Ledger' })).toHaveFocus();
  });

  test('a broken line jumps to the fact that broke it, and says why; closing the answer shows the ledger again', async () => {
    const { state, actions } = await paidTwice();
    const end = state().playhead;
    act(() => screen.getByRole('region', { name: 'Transport' }).focus());
    await userEvent.keyboard('l');
    await screen.findByTestId('ledger');
    expect(row(/^charged-at-most-once/)).toHaveTextContent(/holds.*broken: broken for 1/);
    await userEvent.click(screen.getByRole('button', { name: 'Why? charged-at-most-once' }));
    expect(await screen.findByTestId('why')).toHaveTextContent('PaymentConfirmed happened 2 times');
    await userEvent.keyboard('{Escape}');
    const broke = await screen.findByRole('button', { name: /show what broke Payment: taken$/ });
    await userEvent.click(broke);
    expect(state().playhead).toBeLessThan(end);
    expect(state().selection).toMatchObject({ kind: 'message', place: 'payment' });
    // At the instant that broke it, the line is broken; before it, it is not.
    expect(row(/^Payment: taken/)).toHaveTextContent('broken:');
    act(() => actions.seek(0));
    expect(row(/^Payment: taken/)).not.toHaveTextContent('broken:');
  });
});
