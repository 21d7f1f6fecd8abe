import { type ProductDefinition, productRegistry } from '../../sim';
import { useActions, useAppState } from '../store/context';
import type { ScenarioVariant } from '../store/state';
import { menuWords as words } from './words';

/** Which product is in force for the broker (`channel` null) or for one channel, which one the file names, and how to pick another. */
export interface ProductPick {
  readonly current: string;
  readonly ofFile: string | undefined;
  readonly choose: (product: string) => void;
}

export function useProductPick(channel: string | null): ProductPick {
  const current = useAppState(({ run }) => {
    const header = run.trace?.header;
    return (channel === null ? header?.product.id : header?.channels.find(({ id }) => id === channel)?.product) ?? '';
  });
  const ofFile = useAppState(({ outline, spec }) => (channel === null ? outline?.product : spec?.scenario.channels?.[channel]?.product));
  const actions = useActions();
  return {
    current,
    ofFile,
    choose(id) {
      if (channel === null) actions.setProduct(id);
      else actions.setChannelProduct(channel, id);
      const product: ProductDefinition | undefined = productRegistry.find((one) => one.id === id);
      // A product that fits badly says so at once, whether or not its card is open.
      if (product?.broadcasts === false) actions.notify({ severity: 'problem', text: words.sharesMessages(product.title), raw: null });
    },
  };
}

const none: readonly ScenarioVariant[] = [];

/** The files of the system that is open, and the one in force; none is while a person has picked another product than the file's. */
export function useVariants(): { readonly variants: readonly ScenarioVariant[]; readonly current: string } {
  const source = useAppState((state) => (state.source?.kind === 'bundled' ? state.source.id : ''));
  const picked = useAppState((state) => state.spec?.product !== null);
  const variants = useAppState(
    (state) => state.scenarioChoices.find((choice) => choice.variants.some(({ id }) => id === source))?.variants ?? none,
  );
  return { variants, current: picked ? '' : source };
}
