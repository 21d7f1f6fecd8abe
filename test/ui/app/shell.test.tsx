import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { openPage } from './page';

// The whole page with the real engine: slow machines need their time.
vi.setConfig({ testTimeout: 30_000 });

const order = (): HTMLElement => screen.getByRole('button', { name: 'Place an order' });
const caption = (): string => screen.getByTestId('caption').textContent ?? '';

async function firstOrder(hash = '') {
  const opened = await openPage(hash);
  await userEvent.click(await screen.findByRole('button', { name: 'Place an order' }));
  act(() => opened.actions.runToEnd());
  return opened;
}

describe('the first screen', () => {
  test('is at rest: one verb, no dialog, no options, no seed, nothing to play', async () => {
    const { clock } = await openPage();
    expect(await screen.findByRole('button', { name: 'Place an order' })).toBeEnabled();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.queryByRole('radiogroup')).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Play' })).toBeDisabled();
    expect(caption()).toBe('Online retail — customer places an order. Nothing has happened yet.');
    expect(clock.waiting()).toBe(false);
  });

  test('after the first order come options, chips, the code and the level', async () => {
    const { state } = await firstOrder();
    expect(caption()).toMatch(/1 confirmed$/);
    expect(screen.getByRole('radiogroup').querySelectorAll('[role=radio]')).toHaveLength(4);
    expect(screen.getByRole('button', { name: 'Break something' })).toBeInTheDocument();
    expect(screen.getByTestId('run-code').textContent).toMatch(/^[A-Z2-7]{6}$/);
    await userEvent.click(screen.getByRole('button', { name: 'Now with a conductor' }));
    expect(state()).toMatchObject({ playhead: 0, playing: true, spec: { coordination: 'orchestration' } });
    expect(screen.queryByRole('button', { name: 'Break something' })).not.toBeInTheDocument();
  });
});

describe('the options', () => {
  test('are one tab stop; arrow keys choose', async () => {
    const { state } = await firstOrder();
    const radios = screen.getAllByRole('radio');
    expect(radios.map((radio) => radio.tabIndex)).toEqual([0, -1, -1, -1]);
    act(() => radios[0]?.focus());
    await userEvent.keyboard('{ArrowRight}');
    expect(state().spec?.coordination).toBe('orchestration');
    expect(screen.getByRole('radio', { name: 'Orchestration' })).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(state().spec?.coordination).toBe('calls');
  });
});

describe('single keys', () => {
  test('act in the transport, not while typing, not when switched off; undo always does', async () => {
    const { state, actions } = await firstOrder();
    act(() => actions.seek(0));
    const transport = screen.getByRole('region', { name: 'Transport' });
    act(() => transport.focus());
    await userEvent.keyboard('.');
    const stepped = state().playhead;
    expect(state().run.trace).not.toBeNull();
    await userEvent.keyboard('{End}');
    expect(state().playhead).toBeGreaterThan(stepped);
    await userEvent.keyboard('2');
    expect(state().spec?.coordination).toBe('orchestration');
    act(() => actions.setPreferences({ singleKeys: false }));
    await userEvent.keyboard('3');
    expect(state().spec?.coordination).toBe('orchestration');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(state().spec?.coordination).toBe('choreography');
  });

  test('Space presses the focused button and nothing else', async () => {
    const { state } = await firstOrder();
    act(() => screen.getByRole('button', { name: 'Back to the start' }).focus());
    await userEvent.keyboard(' ');
    expect(state()).toMatchObject({ playhead: 0, playing: false });
  });

  test('do nothing while the focus is in the top bar', async () => {
    const { state } = await firstOrder();
    act(() => screen.getByRole('button', { name: 'Share' }).focus());
    await userEvent.keyboard('2');
    expect(state().spec?.coordination).toBe('choreography');
  });
});

describe('K', () => {
  test('crashes the focused service and starts it again', async () => {
    const { state } = await firstOrder();
    const payment = await screen.findByTestId('rf__node-5');
    act(() => payment.focus());
    await userEvent.keyboard('k');
    expect(state().spec?.interventions.at(-1)).toMatchObject({ kind: 'fault', fault: { kind: 'crash', target: 'payment' } });
    act(() => screen.getByTestId('rf__node-5').focus());
    await userEvent.keyboard('k');
    expect(state().spec?.interventions.at(-1)).toMatchObject({ kind: 'restart', place: 'payment' });
  });
});

describe('fault bars', () => {
  test('are made from the palette, moved, resized and removed by keys', async () => {
    const { state } = await firstOrder();
    await userEvent.click(screen.getByRole('button', { name: 'Break something' }));
    const dialog = await screen.findByRole('dialog', { name: 'Break something' });
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'Where: Crash' }), 'payment');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add Crash' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    const bar = screen.getByTestId('fault-bar');
    const at = state().playhead;
    expect(bar).toHaveAccessibleName(/^Payment down, from 0\.5 s, for 2\.0 s$/);
    act(() => bar.focus());
    await userEvent.keyboard('{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
    expect(state().spec?.interventions[1]).toMatchObject({ at: at + 1_100_000, for: 2_000_000 });
    await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    expect(state().spec?.interventions[1]).toMatchObject({ for: 1_900_000 });
    await userEvent.keyboard('{Delete}');
    expect(state().spec?.interventions).toHaveLength(1);
    expect(screen.queryByTestId('fault-bar')).not.toBeInTheDocument();
  });

  test('have numbers: a half-typed one starts no simulation', async () => {
    const { state } = await firstOrder('#/?f=crash:payment@5s%2B2s');
    await userEvent.click(screen.getByTestId('fault-bar'));
    const fields = screen.getByTestId('fault-fields');
    const start = within(fields).getByRole('spinbutton', { name: /Starts at/ });
    const before = state().spec;
    await userEvent.clear(start);
    await userEvent.type(start, '3.5');
    // Digits are numbers here, not options; and a half-typed number is no number yet.
    expect(state().spec).toBe(before);
    await userEvent.keyboard('{Enter}');
    expect(state().spec?.interventions[1]).toMatchObject({ at: 3_500_000, for: 2_000_000 });
    await userEvent.click(within(fields).getByRole('checkbox', { name: 'until the run ends' }));
    expect(state().spec?.interventions[1]).toMatchObject({ for: null });
    await userEvent.click(within(fields).getByRole('button', { name: 'Remove' }));
    expect(state().spec?.interventions).toEqual([{ kind: 'send', at: 0 }]);
  });
});

describe('the scrubber', () => {
  test('moves by keys and says where it is', async () => {
    const { state } = await firstOrder();
    const scrubber = screen.getByTestId('scrubber');
    act(() => scrubber.focus());
    await userEvent.keyboard('{Home}{ArrowRight}');
    expect(state().playhead).toBe(100_000);
    expect(scrubber).toHaveAttribute('aria-valuetext', '0.1 s of 0.5 s, simulated');
  });
});

describe('the prediction', () => {
  test('is asked over the caption and answered with what really happened', async () => {
    const { actions } = await firstOrder();
    act(() => actions.addFault('crash', 'payment'));
    const card = screen.getByTestId('prediction');
    expect(card).toHaveTextContent('Payment is down. You send another order. What does the customer see?');
    await userEvent.click(within(card).getByRole('button', { name: 'A Error page' }));
    await userEvent.click(order());
    act(() => actions.runToEnd());
    expect(screen.getByTestId('prediction')).toHaveTextContent(/^You said A\. It was B — the order was only accepted/);
  });
});

describe('links and storage', () => {
  test('the address follows the run', async () => {
    const { address } = await firstOrder();
    await waitFor(() => expect(address.hash()).toBe('#/?v=1&sc=retail&opt=choreography&s=42&f=send@0s'));
  });

  test('a followed link opens its run, at its level', async () => {
    const { state, address } = await openPage();
    act(() => address.go('#/?v=1&sc=transfer&opt=orchestration&s=7&f=send@0s'));
    await waitFor(() => expect(state().source).toEqual({ kind: 'bundled', id: 'transfer' }));
    expect(state()).toMatchObject({ level: 1, spec: { seed: 7, coordination: 'orchestration' } });
  });

  test('damage is told, can be saved and put away, and hurts nothing', async () => {
    const { state } = await openPage('#/?v=1&x=AAAA&wat=1', { eventarium: '{broken' });
    expect(state().source).toEqual({ kind: 'bundled', id: 'retail' });
    expect(screen.getAllByRole('button', { name: 'Download what was there' })).toHaveLength(2);
    const dismiss = screen.getAllByRole('button', { name: 'Dismiss' });
    expect(dismiss).toHaveLength(3);
    for (const button of dismiss) await userEvent.click(button);
    expect(screen.queryByRole('region', { name: 'Notices' })).not.toBeInTheDocument();
  });

  test('preferences are kept', async () => {
    const { actions, storage } = await openPage();
    act(() => actions.setPreferences({ theme: 'dark' }));
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(JSON.parse(storage.content['eventarium'] ?? '{}')).toMatchObject({ version: 1, preferences: { theme: 'dark' } });
  });
});

describe('another scenario', () => {
  test('speaks its own words', async () => {
    await openPage();
    await userEvent.click(screen.getByRole('button', { name: /^Scenario: / }));
    await userEvent.click(await screen.findByRole('button', { name: 'Transfer' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Place an order' })).not.toBeInTheDocument();
  });

  test('that cannot be read names line, column, what was found and what to write', async () => {
    await openPage();
    await userEvent.click(screen.getByRole('button', { name: /^Scenario: / }));
    const field = await screen.findByRole('textbox', { name: 'Paste a scenario' });
    await userEvent.click(field);
    await userEvent.paste('eventflow: 1\nservices:\n  a: { handles: { DoIt: { emit: Done } } }\npolices: []\n');
    await userEvent.click(screen.getByRole('button', { name: 'Use this text' }));
    const dialog = await screen.findByRole('dialog', { name: /cannot be used yet/ });
    expect(dialog).toHaveTextContent('Line 4, column 1');
    expect(dialog).toHaveTextContent('polices');
  });
});

describe('what is read aloud', () => {
  test('the state on demand, the narrator as a log', async () => {
    const { actions } = await firstOrder();
    act(() => actions.sayState());
    expect(screen.getByText(/^1 order: 1 confirmed/i)).toBeInTheDocument();
    expect(screen.getByTestId('log')).toHaveAttribute('role', 'log');
  });
});
