import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Trace } from '../../sim';
import { useAppState, useAppStore } from '../store/context';
import css from './canvas.module.css';
import { legendPx } from './layout';
import { Legend } from './Legend';
import { MapProvider } from './mapContext';
import { MapFlow } from './MapFlow';
import { createSlowFrames, SlowFramesProvider } from './slowFrames';
import { StructureList } from './StructureList';
import { useMapModel, type Size } from './useMapModel';
import { words } from './words';

/** The map: structure by React Flow, messages in flight by one overlay, a legend that grows, and the same as a list. */
export function Canvas(): ReactNode {
  const trace = useAppState((state) => state.run.trace);
  const element = useRef<HTMLDivElement>(null);
  const size = useSize(element);
  return (
    <div
      ref={element}
      className={css.map}
      data-narrow={size !== null && size.width < 760}
      role="group"
      aria-label={words.map}
      data-testid="canvas"
    >
      {trace === null || size === null ? <p className={css.empty}>{words.empty}</p> : <Map trace={trace} size={size} />}
    </div>
  );
}

function Map({ trace, size }: { readonly trace: Trace; readonly size: Size }): ReactNode {
  const { api } = useAppStore();
  const slow = useMemo(() => createSlowFrames(api), [api]);
  const model = useMapModel(trace, { width: size.width, height: size.height - legendPx });
  return (
    <SlowFramesProvider value={slow}>
      <MapProvider value={model}>
        <MapFlow model={model} />
        <Legend />
        <StructureList />
      </MapProvider>
    </SlowFramesProvider>
  );
}

/** The size in whole CSS pixels; null before the first measurement. */
function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = (): void => {
      const next = { width: target.offsetWidth, height: target.offsetHeight };
      setSize((before) => (before?.width === next.width && before.height === next.height ? before : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}
