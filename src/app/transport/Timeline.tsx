import { type KeyboardEvent, type PointerEvent, type ReactElement, useCallback, useMemo, useRef } from 'react';
import { timelineMarks } from '../../playback';
import { useActions, useAppState } from '../store/context';
import type { State } from '../store/state';
import { useFrameEffect } from '../store/useFrameEffect';
import { InterventionLane } from './InterventionLane';
import { axisLabels, axisSpan, axisStep, secondsText } from './scale';
import css from './transport.module.css';
import { transportWords as words } from './words';

/** Ticks on the whole run at most: enough to show its rhythm, few enough to draw at once. */
const ticksMax = 120;

/** End of everything that the axis must show; changes only when the run changes or the playhead leaves the axis. */
function lastTime({ run, spec, playhead }: State): number {
  const end = Math.max(run.trace?.endTime ?? 0, run.ghost?.endTime ?? 0);
  const bars = (spec?.interventions ?? []).map((one) => one.at + (one.kind === 'fault' ? (one.for ?? 0) : 0));
  const known = Math.max(end, ...bars);
  return playhead > known ? playhead : known;
}

/** The scrubber: fault bars and acts above, the run with its ticks and broken rules, the axis below. */
export function Timeline(): ReactElement {
  const span = useAppState((state) => axisSpan([lastTime(state)]));
  return (
    <div className={css['timeline']}>
      <InterventionLane span={span} />
      <Scrubber span={span} />
      <Axis span={span} />
      <PlayheadLine span={span} />
    </div>
  );
}

function Scrubber({ span }: { readonly span: number }): ReactElement {
  const actions = useActions();
  const track = useRef<HTMLDivElement>(null);
  const seekTo = (event: PointerEvent): void => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    actions.seek(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * span);
  };
  const paint = useCallback(({ playhead, run }: State) => {
    const element = track.current;
    const text = words.playheadText(secondsText(playhead), secondsText(run.trace?.endTime ?? 0));
    if (element === null || element.getAttribute('aria-valuetext') === text) return;
    element.setAttribute('aria-valuetext', text);
    element.setAttribute('aria-valuenow', String(Math.round(playhead / 1000)));
  }, []);
  useFrameEffect(paint);
  return (
    <div
      ref={track}
      className={css['track']}
      role="slider"
      tabIndex={0}
      aria-label={words.playhead}
      aria-valuemin={0}
      aria-valuemax={Math.round(span / 1000)}
      aria-valuenow={0}
      data-testid="scrubber"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
      onKeyDown={useScrubKeys(span)}
    >
      <RunLine span={span} />
    </div>
  );
}

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -100_000,
  ArrowDown: -100_000,
  ArrowRight: 100_000,
  ArrowUp: 100_000,
  PageDown: -1_000_000,
  PageUp: 1_000_000,
};

function useScrubKeys(span: number): (event: KeyboardEvent) => void {
  const actions = useActions();
  const playhead = useRef(0);
  useFrameEffect(
    useCallback((state: State) => {
      playhead.current = state.playhead;
    }, []),
  );
  return (event) => {
    const step = keySteps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    actions.seek(Math.min(span, Math.max(0, playhead.current + step * (event.shiftKey && Math.abs(step) === 100_000 ? 10 : 1))));
  };
}

/** The run as a line with ticks, the previous future as a dashed one behind it. */
function RunLine({ span }: { readonly span: number }): ReactElement {
  const trace = useAppState((state) => state.run.trace);
  const ghost = useAppState((state) => state.run.ghost);
  const ghostFrom = useAppState((state) => state.run.ghostFrom);
  const marks = useMemo(() => (trace === null ? null : timelineMarks(trace, ticksMax)), [trace]);
  const at = (time: number): string => `${Math.min(100, (time / span) * 100)}%`;
  return (
    <svg className={css['run']} width="100%" height="100%" aria-hidden="true">
      <line className={css['base']} x1="0" x2="100%" y1="50%" y2="50%" />
      {ghost !== null && (
        <line className={css['ghost']} x1={at(ghostFrom)} x2={at(ghost.endTime)} y1="12%" y2="12%" data-testid="ghost">
          <title>{words.ghost}</title>
        </line>
      )}
      {trace !== null && <line className={css['lived']} x1="0" x2={at(trace.endTime)} y1="50%" y2="50%" />}
      {marks?.ticks.map((tick) => (
        <line key={tick.pixel} className={css[tick.kind]} x1={at(tick.time)} x2={at(tick.time)} y1="28%" y2="72%" />
      ))}
      {marks?.violations.map((violation) => (
        <svg key={violation.pixel} x={at(violation.time)} y="50%" overflow="visible">
          <path className={css['violation']} d="M0-9 7 0 0 9-7 0Z" data-testid="violation">
            <title>{words.violation(trace?.header.invariants[violation.invariant]?.id ?? '', secondsText(violation.time))}</title>
          </path>
        </svg>
      ))}
    </svg>
  );
}

function Axis({ span }: { readonly span: number }): ReactElement {
  const step = axisStep(span);
  return (
    <div className={css['axis']} aria-hidden="true">
      {axisLabels(span).map((time) => (
        <span key={time} style={{ left: `${(time / span) * 100}%` }}>
          {secondsText(time, step)}
        </span>
      ))}
    </div>
  );
}

function PlayheadLine({ span }: { readonly span: number }): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  const paint = useCallback(
    ({ playhead }: State) => {
      if (element.current !== null) element.current.style.left = `${Math.min(100, (playhead / span) * 100)}%`;
    },
    [span],
  );
  useFrameEffect(paint);
  return <div ref={element} className={css['playhead']} aria-hidden="true" />;
}
