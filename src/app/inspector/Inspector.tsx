import { useRef, type ReactNode } from 'react';
import type { Trace } from '../../sim';
import { useActions, useAppState } from '../store/context';
import type { Selection } from '../store/state';
import { Icon } from '../theme/icons';
import { FaultPart } from './FaultPart';
import css from './inspector.module.css';
import { LinkPart } from './LinkPart';
import { MessagePart } from './MessagePart';
import { PlacePart } from './PlacePart';
import { useSide } from './useSide';
import { inspectorWords as words } from './words';

/** What is selected, what it is made of, and everything that can be changed about it. */
export function Inspector(): ReactNode {
  const open = useAppState((state) => state.inspecting);
  const selection = useAppState((state) => state.selection);
  const trace = useAppState((state) => state.run.trace);
  const actions = useActions();
  const panel = useRef<HTMLElement>(null);
  useSide(panel, open ? selection : null, trace);
  if (!open || trace === null) return null;
  return (
    <aside ref={panel} className={css.panel} aria-label={words.label} data-testid="inspector">
      <button type="button" className={css.close} aria-label={words.close} onClick={actions.closeInspector}>
        <Icon name="close" size={20} />
      </button>
      <Part selection={selection} trace={trace} />
    </aside>
  );
}

function Part({ selection, trace }: { readonly selection: Selection; readonly trace: Trace }): ReactNode {
  switch (selection?.kind) {
    case undefined:
      return <p className={css.muted}>{words.nothing}</p>;
    case 'place':
      return <PlacePart key={selection.place} id={selection.place} trace={trace} />;
    case 'message':
      return <MessagePart key={selection.message} target={selection} trace={trace} />;
    case 'link':
      return <LinkPart target={selection} trace={trace} />;
    case 'fault':
      return <FaultPart key={selection.intervention} intervention={selection.intervention} trace={trace} />;
  }
}
