import { type ReactElement, useMemo, useState } from 'react';
import type { FaultInfo, PlaceInfo } from '../../sim';
import { useActions, useAppState } from '../store/context';
import type { FaultDeclaration } from '../store/faultDefaults';
import { Dialog } from './Dialog';
import css from './forms.module.css';
import { dialogWords } from './words';

const words = dialogWords.faults;
const nobody: readonly PlaceInfo[] = [];
const noFaults: readonly FaultInfo[] = [];

const groupOrder = ['Service', 'Broker', 'Message', 'Edge'] as const;

/** The palette: every fault, where it may strike, and how often it has struck so far. */
export function FaultsDialog({ faults }: { readonly faults: readonly FaultDeclaration[] }): ReactElement {
  const actions = useActions();
  const ordered = useMemo(() => groupOrder.flatMap((group) => faults.filter((fault) => fault.meta.group === group)), [faults]);
  return (
    <Dialog title={words.title} onClose={() => actions.closeDialog()} wide>
      <p className={css['hint']}>{words.intro}</p>
      <ul className={css['cards']}>
        {ordered.map((fault) => (
          <FaultCard key={fault.kind} fault={fault} />
        ))}
      </ul>
    </Dialog>
  );
}

const placeKinds = { service: ['service', 'external'], broker: ['broker'], coordinator: ['coordinator'] } as const;

function FaultCard({ fault }: { readonly fault: FaultDeclaration }): ReactElement | null {
  const places = useAppState((state) => state.run.trace?.header.places ?? nobody);
  const struck = useStruck(fault.kind);
  const actions = useActions();
  const targets = useMemo(() => {
    const kinds = fault.meta.targets.flatMap((target): readonly string[] => placeKinds[target]);
    return places.filter((place) => kinds.includes(place.kind));
  }, [places, fault]);
  const [chosen, setChosen] = useState<string | null>(null);
  const target = targets.find((place) => place.id === chosen) ?? targets[0];
  if (target === undefined) return null;
  return (
    <li className={css['card']}>
      <div className={css['cardTitle']}>
        <h3>{fault.meta.title}</h3>
        {struck > 0 ? (
          <span className={css['struck']}>{words.struck(struck)}</span>
        ) : (
          <span className={css['group']}>{fault.meta.group}</span>
        )}
      </div>
      <p>{fault.meta.summary}</p>
      <div className={css['row']}>
        <select
          className="field"
          aria-label={words.target(fault.meta.title)}
          value={target.id}
          onChange={(event) => setChosen(event.target.value)}
        >
          {targets.map((place) => (
            <option key={place.id} value={place.id}>
              {place.title}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="button"
          aria-label={words.inject(fault.meta.title)}
          onClick={() => {
            actions.closeDialog();
            actions.addFault(fault.kind, target.id);
          }}
        >
          Add
        </button>
      </div>
    </li>
  );
}

function useStruck(kind: string): number {
  const infos = useAppState((state) => state.run.trace?.header.faults ?? noFaults);
  const exposure = useAppState((state) => state.frame?.exposure);
  return infos.reduce((sum, info, ordinal) => (info.kind === kind ? sum + (exposure?.[ordinal] ?? 0) : sum), 0);
}
