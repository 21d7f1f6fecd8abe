import { useEffect, useRef, type ReactNode } from 'react';
import { useActions, useAppState } from '../store/context';
import css from './canvas.module.css';
import { useMap } from './mapContext';
import { faceOf } from './messages';
import type { OverlayHandle } from './useOverlay';
import { words } from './words';

const size = { width: 120, height: 36 };

/** The keyboard's and the screen reader's hold on a message in flight: a button over its picture. */
export function TokenFocus({ overlay }: { readonly overlay: OverlayHandle }): ReactNode {
  const { trace, header } = useMap();
  const actions = useActions();
  const selection = useAppState((state) => state.selection);
  const button = useRef<HTMLButtonElement>(null);
  const target = selection?.kind === 'message' && selection.where === 'flight' ? selection : null;
  const token = target === null ? null : (overlay.current?.tokens().find((one) => one.message === target.message) ?? null);
  const message = token?.message ?? 0;
  useEffect(() => {
    if (message !== 0) button.current?.focus();
  }, [message]);
  if (target === null || token === null || token.message > trace.messageCount) return null;
  return (
    <button
      ref={button}
      type="button"
      className={`nopan ${css.tokenFocus}`}
      data-over-messages
      style={{ ...size, left: token.x - size.width / 2, top: token.y - size.height / 2 }}
      aria-haspopup="menu"
      aria-label={words.token(faceOf(trace, token.message).label, header.places[token.to]?.title ?? '')}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        actions.openMenu({ target, x: box.left, y: box.bottom });
      }}
    />
  );
}
