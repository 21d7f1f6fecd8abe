import { describe, expect, test } from 'vitest';
import { deflateText, inflateText } from '../../../../src/app/persistence/compression';
import { linkOf, openLink } from '../../../../src/app/persistence/link';
import { createFaultDefaults } from '../../../../src/app/store/faultDefaults';
import { faultRegistry } from '../../../../src/sim';
import { bundled, openRetail } from '../fixture';

const open = (hash: string) => openLink(hash, faultRegistry, createFaultDefaults(faultRegistry));

describe('links', () => {
  test('bring back the run: same code, same playhead', async () => {
    const here = openRetail();
    here.actions.send();
    here.actions.seek(100_000);
    here.actions.addFault('crash', 'payment', {}, 2_000_000);
    here.actions.setCoordination('orchestration');
    here.actions.setSetting('payment.dedupe', false, 'run');
    const hash = linkOf(here.state(), { faults: faultRegistry, inline: null, playhead: 123_456 }) ?? '';
    const link = await open(hash);
    expect(link.notices).toEqual([]);
    const there = openRetail();
    there.store.open(link.source, link.options);
    expect(there.code()).toBe(here.code());
    expect(there.state().playhead).toBe(123_456);
    expect(there.state().level).toBe(1);
  });

  test('carry a whole scenario file', async () => {
    const text = bundled('transfer');
    const data = await deflateText(text);
    expect(data).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(data.length).toBeLessThan(text.length / 2);
    const link = await open(`#/?v=1&x=${data}`);
    expect(link.source).toMatchObject({ kind: 'text', text });
  });

  test.each([
    ['damaged', 'x=AAAA'],
    ['not base64', 'x=A'],
    ['longer than a scenario may be', null],
  ])('whose scenario is %s start the default and offer the raw data', async (_, given) => {
    const data = given ?? `x=${await deflateText('a'.repeat(1_100_000))}`;
    const link = await open(`#/?${data}&opt=calls`);
    expect(link.source).toEqual({ kind: 'bundled', id: 'retail' });
    expect(link.options).toMatchObject({ coordination: null, interventions: [] });
    expect(link.notices[0]?.raw).toBe(data.slice(2));
  });

  test('of a newer version are not guessed at', async () => {
    const link = await open('#/?v=9&sc=transfer&opt=calls');
    expect(link.source).toEqual({ kind: 'bundled', id: 'retail' });
    expect(link.notices).toHaveLength(1);
  });

  test('survive text of any script', async () => {
    const text = 'née Ω 🚲\n'.repeat(50);
    expect(await inflateText(await deflateText(text))).toEqual({ ok: true, value: text });
  });
});
