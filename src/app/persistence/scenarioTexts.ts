import variants from '../../scenarios/variants.json';
import type { ScenarioTexts } from '../store/scenarioActions';

const loaders = import.meta.glob<string>('../../scenarios/*.flow.yaml', { query: '?raw', import: 'default' });

const idOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace('.flow.yaml', '');

const byId = new Map(Object.entries(loaders).map(([path, load]) => [idOf(path), load]));

/** The scenario files that come with the page, each loaded when it is wanted. */
export const bundledTexts: ScenarioTexts = {
  ids: [...byId.keys()],
  variants,
  load(id, done) {
    const load = byId.get(id);
    if (load === undefined) done(null);
    else
      load().then(
        (text) => done(text),
        () => done(null),
      );
  },
};
