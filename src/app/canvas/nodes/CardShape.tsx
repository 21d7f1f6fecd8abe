import { useId, type ReactNode } from 'react';
import { fillOf, type Role } from '../../theme/roles';
import css from '../canvas.module.css';
import type { Box } from '../layout';

/** The outline of a card. Shape repeats the meaning of the colour: cut corner, table corner, double left edge, square. */
export function CardShape({ box, look, hatched }: { readonly box: Box; readonly look: Role; readonly hatched: boolean }): ReactNode {
  const id = useId();
  const { width, height } = box;
  return (
    <svg className={css.shape} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      <path d={outline(look, width, height)} fill={fillOf(look)} stroke="var(--outline)" strokeWidth={1.5} strokeLinejoin="round" />
      {look === 'read-model' && <TableCorner width={width} height={height} />}
      {look === 'policy' && <path d={`M7 1V${height - 1}`} stroke="var(--outline)" strokeWidth={1.5} />}
      {hatched && (
        <>
          <pattern id={id} width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V10" stroke="var(--fault)" strokeWidth="5" />
          </pattern>
          <path d={outline(look, width, height)} fill={`url(#${id})`} opacity={0.3} />
          <path d={outline(look, width, height)} fill="none" stroke="var(--fault)" strokeWidth={3} />
        </>
      )}
    </svg>
  );
}

function TableCorner({ width, height }: { readonly width: number; readonly height: number }): ReactNode {
  const [x, y] = [width - 34, height - 28];
  return (
    <path
      d={`M${x} ${y}h22v18h-22zM${x} ${y + 6}h22M${x} ${y + 12}h22M${x + 8} ${y}v18`}
      fill="none"
      stroke="var(--role-read-model-ink)"
      strokeWidth={1.5}
    />
  );
}

function outline(role: Role, width: number, height: number): string {
  const [right, bottom] = [width - 0.75, height - 0.75];
  if (role === 'external') return `M0.75 0.75H${right - 18}L${right} 18.75V${bottom}H0.75Z`;
  return `M0.75 0.75H${right}V${bottom}H0.75Z`;
}
