import { memo, type ReactNode } from 'react';
import type { NodeProps } from 'reactflow';
import { useAppState } from '../../store/context';
import { Icon } from '../../theme/icons';
import css from '../canvas.module.css';
import { usePlace } from '../mapContext';
import { useShown } from '../slowFrames';
import { words } from '../words';
import { AccessibleName } from './AccessibleName';
import { Ends } from './Ends';
import type { PlaceNode } from './CardNode';

/** The bus: product, nodes, guarantee, and room for the messages that travel through it. */
export const BrokerNode = memo(function BrokerNode({ data }: NodeProps<PlaceNode>): ReactNode {
  const { info, header } = usePlace(data.place);
  const broker = useShown((frame) => frame?.broker ?? null);
  const selected = useAppState((state) => state.selection?.kind === 'place' && state.selection.place === info.id);
  const { product, channels } = header;
  const down = broker?.status === 'down';
  const lostNodes = broker?.nodesDown.length ?? 0;
  const label = words.product(product);
  return (
    <>
      <div aria-hidden="true" className={css.broker} data-used={product.used} data-down={down} data-selected={selected}>
        <Ends />
        {down && <span key={broker.since} className={css.ring} aria-hidden="true" />}
        <div className={css.brokerLabel}>
          {label}
          {channels.map(({ id, title, productTitle }) => (
            <span key={id} className={css.channel}>
              {words.channel(title, productTitle)}
            </span>
          ))}
        </div>
        <div className={css.brokerState}>
          {!product.used && <span className={css.notUsed}>{words.notUsed}</span>}
          {lostNodes > 0 && !down && (
            <span className={css.badge}>
              <Icon name="node" /> {words.nodesUp(product.nodes - lostNodes, product.nodes)}
            </span>
          )}
          {down && (
            <span className={`${css.badge} ${css.badgeFault}`}>
              <Icon name="cross" /> {words.down}
            </span>
          )}
        </div>
      </div>
      <AccessibleName place={data.place} />
    </>
  );
});
