import { type DragEvent, type ReactElement, useEffect } from 'react';
import { HelpDialog } from '../help/HelpDialog';
import { handleShortcut } from '../help/shortcutHandler';
import { readTextFile } from '../persistence/files';
import { ShareDialog } from '../share/ShareDialog';
import { useActions, useAppState, useAppStore } from '../store/context';
import type { FaultDeclaration } from '../store/faultDefaults';
import { Transport } from '../transport/Transport';
import { CanvasSlot, InspectorSlot } from './slots';
import { CaptionStrip } from './CaptionStrip';
import { Chips } from './Chips';
import { FaultsDialog } from './FaultsDialog';
import { LiveRegion } from './LiveRegion';
import { MoreDialog } from './MoreDialog';
import { Notices } from './Notices';
import { RejectedDialog } from './RejectedDialog';
import { ScenarioDialog } from './ScenarioDialog';
import { SettingsDialog } from './SettingsDialog';
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
  const drop = useFileDrop();
  return (
    <div className={css['shell']} {...drop}>
      <TopBar />
      <main className={css['main']} data-shortcuts="" tabIndex={-1}>
        <h1 className="visually-hidden">{uiWords.appName}</h1>
        <div className={css['canvas']}>
          <CanvasSlot />
          <Busy onCancel={props.onCancel} />
          <Notices />
          <Chips />
        </div>
        <InspectorSlot />
      </main>
      <CaptionStrip />
      <Transport />
      <LiveRegion />
      <OpenDialog {...props} />
    </div>
  );
}

/** Appears only when a simulation takes long enough to be noticed (a delay of the style sheet, no timer). */
function Busy({ onCancel }: { readonly onCancel: () => void }): ReactElement | null {
  const busy = useAppState((state) => state.run.status === 'simulating');
  if (!busy) return null;
  return (
    <div className={css['busy']} role="status">
      <span>{uiWords.simulating}</span>
      <button type="button" className="button" onClick={onCancel}>
        {uiWords.cancel}
      </button>
    </div>
  );
}

function OpenDialog({ faults, linkFor }: ShellProps): ReactElement | null {
  const dialog = useAppState((state) => state.dialog);
  switch (dialog) {
    case null:
      return null;
    case 'help':
      return <HelpDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'share':
      return <ShareDialog linkFor={linkFor} />;
    case 'open':
      return <ScenarioDialog />;
    case 'faults':
      return <FaultsDialog faults={faults} />;
    case 'rejected':
      return <RejectedDialog />;
    case 'more':
      return <MoreDialog />;
  }
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
