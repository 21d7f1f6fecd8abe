import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { fidelityData } from '../../../src/app/fidelity/rules';
import { productRegistry } from '../../../src/sim';
import { openPage } from './page';

// The whole page with the real engine: slow machines need their time.
vi.setConfig({ testTimeout: 60_000 });

const run = 'v=1&sc=retail&opt=choreography&s=42&f=order@0s';
const page = () => screen.findByRole('dialog', { name: /^Fidelity/ });
const shown = async () => within(await page()).getByText(/^\d+( of \d+)? rules$/, { selector: '[role=status]' }).textContent ?? '';

describe('the Fidelity page', () => {
  test('opens from the broker’s card on its product, and closing it leaves the run untouched', async () => {
    const { actions, state, address } = await openPage(`#/?${run}`);
    act(() => actions.seek(100_000));
    act(() => actions.inspect({ kind: 'place', place: 'broker' }));
    await waitFor(() => expect(address.hash()).toContain('#/?'));
    const before = { hash: address.hash(), spec: state().spec, playhead: state().playhead, past: state().past };
    await userEvent.click(await screen.findByRole('button', { name: /How faithful is it/ }));
    expect(within(await page()).getByRole('heading', { level: 3, name: /^RabbitMQ quorum/ })).toBeInTheDocument();
    expect(address.hash()).toBe(before.hash.replace('#/?', '#/fidelity/rabbitmq-quorum?'));
    await userEvent.click(within(await page()).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect({ hash: address.hash(), spec: state().spec, playhead: state().playhead, past: state().past }).toEqual(before);
  });

  test('is a step of its own: Back closes it, and the run stays', async () => {
    const { actions, state, address } = await openPage(`#/?${run}`);
    await waitFor(() => expect(address.hash()).toContain('f='));
    const spec = state().spec;
    act(() => actions.openDialog('fidelity'));
    await page();
    act(() => address.back());
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(state().spec).toBe(spec);
    act(() => address.go('#/fidelity'));
    await page();
    expect(state().spec).toBe(spec);
  });

  test('can be linked to: one rule above a run', async () => {
    const { state } = await openPage(`#/fidelity/KAF-037?${run}`);
    expect(within(await page()).getByRole('heading', { name: /^KAF-037/ })).toBeInTheDocument();
    expect(await shown()).toMatch(/^1 of/);
    expect(state().spec?.interventions).toHaveLength(1);
  });

  test('lists every rule with basis, source and proof, and counts them per product', async () => {
    await openPage('#/fidelity');
    const all = fidelityData.rules.length;
    expect(await shown()).toBe(`${all} rules`);
    const dialog = within(await page());
    expect(document.querySelectorAll('dialog h5')).toHaveLength(all);
    const table = dialog.getByRole('table', { name: 'Rules per product' });
    for (const { title } of productRegistry) expect(within(table).getByRole('button', { name: title })).toBeInTheDocument();
    const choices = fidelityData.rules.filter(({ basis }) => basis === 'modelling choice');
    await userEvent.selectOptions(dialog.getByRole('combobox', { name: 'Basis' }), 'Modelling choice');
    await waitFor(async () => expect(await shown()).toBe(`${choices.length} of ${all} rules`));
    await userEvent.click(dialog.getByRole('button', { name: 'Show all rules again' }));
    await userEvent.type(dialog.getByRole('searchbox'), 'no such rule anywhere');
    await waitFor(() => expect(dialog.getByText(/^No rule fits/)).toBeInTheDocument());
  });
});
