import type { ReactNode } from 'react';
import { stateLine } from '../../playback';
import type { RunHeader } from '../../sim';
import { useActions } from '../store/context';
import { useMap, usePlace } from './mapContext';
import { focusOrder } from './mapGraph';
import { PlaceName } from './nodes/AccessibleName';
import { useShown } from './slowFrames';
import { structureWords } from './structureWords';

/** The whole map as nested lists in causal order, for screen readers; the same menus open from it. */
export function StructureList(): ReactNode {
  const { header, layout } = useMap();
  return (
    <section className="visually-hidden" aria-label={structureWords.title} data-testid="structure">
      <ul>
        {focusOrder(header, layout).map((place) => (
          <PlaceItem key={place} place={place} />
        ))}
      </ul>
    </section>
  );
}

function PlaceItem({ place }: { readonly place: number }): ReactNode {
  const { info, header } = usePlace(place);
  const actions = useActions();
  const state = useShown((shown) => (shown === null ? '' : stateLine(header, shown, place)));
  const names = (types: readonly number[]): string => types.map((type) => header.messageTypes[type]?.name ?? '').join(', ');
  const target = { kind: 'place', place: info.id } as const;
  return (
    <li>
      <PlaceName place={place} />
      <button
        type="button"
        tabIndex={-1}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          actions.select(target);
          actions.openMenu({ target, x: box.left, y: box.bottom });
        }}
      >
        {structureWords.actions(info.title)}
      </button>
      <ul>
        {state !== '' && <li>{structureWords.state(state)}</li>}
        {info.handles.length > 0 && <li>{structureWords.handles(names(info.handles))}</li>}
        {info.listens.length > 0 && <li>{structureWords.listens(names(info.listens))}</li>}
        {info.emits.length > 0 && <li>{structureWords.emits(names(info.emits))}</li>}
        {stepsOf(header, place).map((step) => (
          <li key={step}>{structureWords.step(step)}</li>
        ))}
        {info.policies.map((policy) => (
          <li key={`${policy.when}-${policy.do}`}>{structureWords.policy(names([policy.when]), names([policy.do]))}</li>
        ))}
      </ul>
    </li>
  );
}

/** Commands of the process that this place conducts, in order. */
function stepsOf(header: RunHeader, place: number): readonly string[] {
  const process = header.processes.find((one) => one.place === place);
  return (process?.steps ?? []).map((step, n) => `${n + 1}. ${header.messageTypes[step.do]?.name ?? ''}`);
}
