import type { ReactNode } from 'react';
import { Handle, Position } from 'reactflow';
import css from '../canvas.module.css';

/** React Flow draws an edge only between handles; ours are invisible, because lines know their own corners. */
export function Ends(): ReactNode {
  return (
    <>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={css.end} />
      <Handle type="target" position={Position.Top} isConnectable={false} className={css.end} />
    </>
  );
}
