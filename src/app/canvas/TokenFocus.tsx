import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { useActions, useAppState } from '../store/context';
import type { Selection } from '../store/state';
import css from './canvas.module.css';
import { useMap } from './mapContext';
import { faceOf } from './messages';
import type { Token } from './overlay/overlay';
import type { OverlayHandle } from './useOverlay';
import { words } from './words';

const size = { width: 120, height: 36 };

type Flying = Extract<Selection, { kind: 'message' }>;

/** The keyboard's and the screen reader's hold on a message in flight: a button over its picture. */
export function TokenFocus({ overlay }: { readonly overlay: OverlayHandle }): ReactNode {
  const { trace } = useMap();
  const selection = useAppState((state) => state.selection);
  const [target, token] = useFlying(selection, overlay);
  if (target === null || token === null || token.message > trace.messageCount) return null;
  return <TokenButton key={token.message} target={target} token={token} />;
}

/** Where the selected message is now. Positions stand in the overlay, so they are read when a selection changes, not rendered. */
function useFlying(selection: Selection, overlay: OverlayHandle): readonly [Flying | null, Token | null] {
  const target = selection?.kind === 'message' && selection.where === 'flight' ? selection : null;
  // eslint-disable-next-line react-hooks/refs -- the overlay is not part of React; a selection is the moment to ask it.
  const token = target === null ? null : (overlay.current?.tokens().find((one) => one.message === target.message) ?? null);
  return [target, token];
}

function TokenButton({ target, token }: { readonly target: Flying; readonly token: Token }): ReactNode {
  const { trace, header } = useMap();
  const actions = useActions();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const open = (event: MouseEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    actions.openMenu({ target, x: box.left, y: box.bottom });
  };
  return (
    <button
      ref={button}
      type="button"
      className={`nopan ${css.tokenFocus}`}
      data-over-messages
      style={{ ...size, left: token.x - size.width / 2, top: token.y - size.height / 2 }}
      aria-haspopup="menu"
      aria-label={words.token(faceOf(trace, token.message).label, header.places[token.to]?.title ?? '')}
      onClick={open}
    />
  );
}
