import { type ReactElement, Suspense, lazy } from 'react';
import { HelpDialog } from '../help/HelpDialog';
import { ShareDialog } from '../share/ShareDialog';
import { useAppState } from '../store/context';
import type { FaultDeclaration } from '../store/faultDefaults';
import { FaultsDialog } from './FaultsDialog';
import { MoreDialog } from './MoreDialog';
import { RejectedDialog } from './RejectedDialog';
import { ScenarioDialog } from './ScenarioDialog';
import { SettingsDialog } from './SettingsDialog';

// Its data is as large as all other dialogs together.
const FidelityDialog = lazy(() => import('../fidelity/FidelityDialog').then((module) => ({ default: module.FidelityDialog })));

interface DialogsProps {
  readonly faults: readonly FaultDeclaration[];
  readonly linkFor: (how: { readonly moment: boolean }) => Promise<string | null>;
}

/** The dialog that is open. Loaded when the first one is wanted: the first screen has none. */
export function Dialogs({ faults, linkFor }: DialogsProps): ReactElement | null {
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
    case 'fidelity':
      return (
        <Suspense>
          <FidelityDialog />
        </Suspense>
      );
  }
}
