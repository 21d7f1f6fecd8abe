import { type DragEvent, type ReactElement, useEffect } from 'react';
import { handleShortcut } from '../help/shortcutHandler';
import { readTextFile } from '../persistence/files';
import { useActions, useAppState, useAppStore } from '../store/context';
import type { FaultDeclaration } from '../store/faultDefaults';
import { Transport } from '../transport/Transport';
import { CanvasSlot, DialogSlot, InspectorSlot, MenuSlot, useLevelParts } from './slots';
import { PanelSlot } from '../panels/PanelSlot';
import { CaptionStrip } from './CaptionStrip';
import { Chips } from './Chips';
import { LiveRegion } from './LiveRegion';
import { Notices } from './Notices';
import css from './shell.module.css';
import { TopBar } from './TopBar';
import { dialogWords, uiWords } from './words';

export interface ShellProps {
  readonly faults: readonly FaultDeclaration[];
  readonly linkFor: (how: { readonly moment: boolean }) => Promise<string | null>;
  readonly onCancel: () => void;
}

/** The frame around the canvas: scenario and options above, caption and transport below. */
export function Shell(props: ShellProps): ReactElement {
  useShortcuts();
  useLevelParts();
  const drop = useFileDrop();
  return (
    <div className={css['shell']} {...drop}>
      <TopBar />
      <main className={css['main']}>
        <h1 className="visually-hidden">{uiWords.appName}</h1>
        <div className={css['canvas']} data-shortcuts="" tabIndex={-1}>
          <CanvasSlot />
          <Busy onCancel={props.onCancel} />
          <Notices />
          <Chips />
          <PanelSlot />
        </div>
        <InspectorSlot />
      </main>
      <CaptionStrip />
      <Transport />
      <MenuSlot />
      <LiveRegion />
      <DialogSlot faults={props.faults} linkFor={props.linkFor} />
    </div>
  );
}

/** Appears only when a simulation takes long enough to report progress: no timer, no flicker. */
function Busy({ onCancel }: { readonly onCancel: () => void }): ReactElement | null {
  const facts = useAppState((state) => (state.run.status === 'simulating' ? state.run.progress : 0));
  if (facts === 0) return null;
  return (
    <div className={css['busy']} role="status">
      <span>{uiWords.simulating(facts)}</span>
      <button type="button" className="button" onClick={onCancel}>
        {uiWords.cancel}
      </button>
    </div>
  );
}

function useShortcuts(): void {
  const store = useAppStore();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (handleShortcut(event, store)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [store]);
}

/** A scenario file may be dropped anywhere. */
function useFileDrop(): { readonly onDragOver: (event: DragEvent) => void; readonly onDrop: (event: DragEvent) => void } {
  const actions = useActions();
  const load = async (file: File): Promise<void> => {
    const text = await readTextFile(file);
    if (text === null) actions.notify({ severity: 'problem', text: dialogWords.open.tooLarge, raw: null });
    else actions.loadScenario(text, file.name);
  };
  return {
    onDragOver: (event) => {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault();
    },
    onDrop: (event) => {
      const file = event.dataTransfer.files[0];
      if (file === undefined) return;
      event.preventDefault();
      void load(file);
    },
  };
}
