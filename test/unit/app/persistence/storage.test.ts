import { describe, expect, test } from 'vitest';
import { loadKept, saveKept } from '../../../../src/app/persistence/storage';
import { defaultPreferences, initialState } from '../../../../src/app/store/defaults';
import { createMemoryStorage } from '../fixture';

const kept = {
  preferences: { ...defaultPreferences, theme: 'dark', singleKeys: false } as const,
  memory: { asked: true, choice: 'A', outcome: 'B' } as const,
};

describe('what a visit leaves behind', () => {
  test('is read back', () => {
    const storage = createMemoryStorage();
    saveKept(storage, kept);
    expect(loadKept(storage)).toEqual({ ...kept, damaged: null });
  });

  test('nothing kept is no damage', () => {
    expect(loadKept(createMemoryStorage())).toEqual({ preferences: defaultPreferences, memory: initialState.memory, damaged: null });
    expect(loadKept(null).damaged).toBeNull();
  });

  const good = JSON.stringify({ version: 1, ...kept });
  test.each([
    ['not JSON', '{"version":1,'],
    ['another version', good.replace('"version":1', '"version":2')],
    ['a value that is none', good.replace('"dark"', '"purple"')],
    ['a field too many', good.replace('"theme"', '"extra":1,"theme"')],
    ['a field too few', good.replace('"singleKeys":false,', '')],
    ['a list', '[]'],
    ['null', 'null'],
  ])('%s gives the defaults and keeps the raw data for the person', (_, text) => {
    expect(loadKept(createMemoryStorage({ eventarium: text }))).toEqual({
      preferences: defaultPreferences,
      memory: initialState.memory,
      damaged: text,
    });
  });

  test('a browser that forbids storage is no reason to fail', () => {
    const forbidden = {
      getItem: () => {
        throw new DOMException('no', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(loadKept(forbidden).damaged).toBeNull();
    expect(() => saveKept(forbidden, kept)).not.toThrow();
  });
});
