import { readFileSync } from 'node:fs';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { productRegistry } from '../../../src/sim';
import { openPage } from './page';

vi.setConfig({ testTimeout: 60_000 });

async function brokerOf(product: string) {
  const opened = await openPage(`#/?v=1&sc=retail&opt=choreography&s=42&f=order@0s&bk=${product}`);
  act(() => opened.actions.inspect({ kind: 'place', place: 'broker' }));
  const panel = within(await screen.findByTestId('inspector'));
  return { ...opened, panel, code: () => opened.state().run.trace?.runCode };
}

describe('the product menu', () => {
  test('offers every product with version and one line, and walking through it chooses nothing', async () => {
    const { panel, state, code } = await brokerOf('rabbitmq-quorum');
    const before = code();
    const opener = panel.getByRole('button', { name: /change the product$/ });
    opener.focus();
    await userEvent.keyboard('{Enter}');
    const items = await screen.findAllByRole('menuitemradio');
    expect(items.length).toBe(productRegistry.length);
    for (const { title, version, changes } of productRegistry) {
      const item = items.find((one) => one.textContent.startsWith(`${title} ${version}`));
      expect(item?.textContent).toContain(changes);
    }
    expect(items.filter((item) => item.getAttribute('aria-checked') === 'true')).toHaveLength(1);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Escape}');
    expect(code()).toBe(before);
    expect(opener).toHaveFocus();
    expect(state().past).toHaveLength(0);
  });

  test('choosing is one step of undo, drops settings of the old product, and the file’s product is the file again', async () => {
    const { panel, state, actions, code } = await brokerOf('kafka');
    await userEvent.clear(panel.getByRole('textbox', { name: 'linger.ms' }));
    await userEvent.type(panel.getByRole('textbox', { name: 'linger.ms' }), '50ms{Enter}');
    expect(state().spec?.settings).toEqual({ 'broker.linger': 50 });
    const before = code();
    await userEvent.click(panel.getByRole('button', { name: /change the product$/ }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: /^RabbitMQ quorum/ }));
    expect(state().spec).toMatchObject({ product: null, settings: {} });
    act(() => actions.undo());
    expect(code()).toBe(before);
  });
});

test('a product that does not broadcast says so when it is chosen', async () => {
  const { panel, state } = await brokerOf('rabbitmq-quorum');
  await userEvent.click(panel.getByRole('button', { name: /change the product$/ }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: /^SQS standard/ }));
  expect(state().spec?.product).toBe('sqs');
  expect(screen.getByText(/^SQS standard does not broadcast: several listeners share the messages\. Use/)).toBeInTheDocument();
});

describe('a product’s own settings', () => {
  test('a value that the product cannot have is refused at the field and not applied', async () => {
    const { panel, state } = await brokerOf('kafka');
    const field = panel.getByRole('textbox', { name: 'Partitions' });
    for (const [text, said] of [
      ['0', 'found 0, expected a whole number from 1 to 256'],
      ['-3', 'found -3'],
      ['many', 'found many'],
    ] as const) {
      await userEvent.clear(field);
      await userEvent.type(field, `${text}{Enter}`);
      expect(panel.getByText('Not applied.').closest('[role=alert]')).toHaveTextContent(said);
      expect(field).toBeInvalid();
    }
    expect(state().spec?.settings).toEqual({});
    await userEvent.keyboard('{Escape}');
    expect(field).toHaveValue('4');
    expect(panel.queryByText('Not applied.')).not.toBeInTheDocument();
  });

  test('a time is written with its unit; a negative one or none is refused', async () => {
    const { panel, state } = await brokerOf('kafka');
    const field = () => panel.getByRole('textbox', { name: 'session.timeout.ms' });
    for (const text of ['-5s', '20', '0ms']) {
      await userEvent.clear(field());
      await userEvent.type(field(), `${text}{Enter}`);
      expect(panel.getByText('Not applied.')).toBeInTheDocument();
    }
    await userEvent.clear(field());
    await userEvent.type(field(), '20s{Enter}');
    expect(state().spec?.settings).toEqual({ 'broker.sessionTimeout': 20_000 });
  });

  test('what differs from its default is marked, says the default, and goes back in one click without a trace', async () => {
    const { panel, state, code } = await brokerOf('kafka');
    const before = code();
    await userEvent.clear(panel.getByRole('textbox', { name: 'linger.ms' }));
    await userEvent.type(panel.getByRole('textbox', { name: 'linger.ms' }), '1s{Enter}');
    await waitFor(() => expect(panel.getByText(/^1 of \d+ differs from its default/)).toBeInTheDocument());
    const mark = panel.getByRole('button', { name: 'Back to the default of linger.ms' });
    expect(mark.closest('[data-setting]')).toHaveTextContent('default 5ms');
    await userEvent.click(mark);
    expect(state().spec?.settings).toEqual({});
    expect(code()).toBe(before);
  });

  test('a link with a value that does not fit is flagged, with what the run uses instead', async () => {
    const { panel } = await brokerOf('kafka&set=broker.partitions=0');
    expect(panel.getByText('The link says 0, expected a whole number from 1 to 256: the run uses 1.')).toBeInTheDocument();
    expect(panel.getByRole('textbox', { name: 'Partitions' })).toHaveValue('1');
  });

  test('the source of a default leads to its rule', async () => {
    const { panel } = await brokerOf('kafka');
    await userEvent.click(panel.getAllByRole('button', { name: 'KAF-037' })[0] ?? document.body);
    const dialog = await screen.findByRole('dialog', { name: /^Fidelity/ });
    expect(within(dialog).getByRole('heading', { name: /^KAF-037/ })).toBeInTheDocument();
  });
});

describe('a channel with a product of its own', () => {
  test('has its own menu and its own settings, and goes back to the file without a trace', async () => {
    const opened = await openPage();
    const text = readFileSync('src/scenarios/retail.flow.yaml', 'utf8').replace(
      /^readModels:/m,
      'channels:\n  payments: { title: Payments, product: kafka, messages: [PaymentConfirmed] }\n\nreadModels:',
    );
    act(() => opened.actions.loadScenario(text, 'own.flow.yaml'));
    const before = opened.state().run.trace?.runCode;
    act(() => opened.actions.inspect({ kind: 'place', place: 'broker' }));
    const channel = within(await screen.findByTestId('channel'));
    expect(channel.getByText('carries PaymentConfirmed')).toBeInTheDocument();
    await userEvent.clear(channel.getByRole('textbox', { name: 'Partitions' }));
    await userEvent.type(channel.getByRole('textbox', { name: 'Partitions' }), '2{Enter}');
    expect(opened.state().spec?.settings).toEqual({ 'channels.payments.partitions': 2 });
    await userEvent.click(channel.getByRole('button', { name: /change the product$/ }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: /^NATS JetStream/ }));
    expect(opened.state().spec?.settings).toEqual({ 'channels.payments.product': 'nats-jetstream' });
    expect(opened.state().run.trace?.header.channels[0]?.product).toBe('nats-jetstream');
    await userEvent.click(channel.getByRole('button', { name: /change the product$/ }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: /^Kafka 4.*as in the file/ }));
    expect(opened.state().run.trace?.runCode).toBe(before);
  });
});

describe('variants', () => {
  test('one click away: the same acts on the same seed, with another file’s broker', async () => {
    const { panel, state } = await brokerOf('rabbitmq-quorum');
    const before = state().spec;
    await userEvent.click(panel.getByRole('button', { name: 'Kafka' }));
    await waitFor(() => expect(state().source).toEqual({ kind: 'bundled', id: 'retail-kafka' }));
    expect(state().run.trace?.header.product.id).toBe('kafka');
    expect(state().spec).toMatchObject({ product: null, seed: before?.seed, interventions: before?.interventions });
  });

  test('stand together in the picker', async () => {
    const { actions, state } = await openPage();
    act(() => actions.openDialog('open'));
    const group = await screen.findByRole('group', { name: 'Retail' });
    expect(
      within(group)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['Retail on RabbitMQ', 'Retail on Kafka', 'Retail on SNS + SQS']);
    await userEvent.click(within(group).getByRole('button', { name: /SNS \+ SQS$/ }));
    await waitFor(() => expect(state().run.trace?.header.product.id).toBe('sns-sqs'));
  });
});
