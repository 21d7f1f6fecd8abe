import { type ReactElement, type ReactNode, useCallback, useRef } from 'react';
import { useActions, useAppState } from '../store/context';
import type { PaceMode, State } from '../store/state';
import { useFrameEffect } from '../store/useFrameEffect';
import { speeds } from '../store/viewActions';
import {
  EndIcon,
  NextIcon,
  NextNotableIcon,
  PauseIcon,
  PlayIcon,
  PreviousIcon,
  PreviousNotableIcon,
  SkipIcon,
  StartIcon,
} from '../ui/icons';
import { secondsText } from './scale';
import css from './transport.module.css';
import { transportWords as words } from './words';

export function Controls(): ReactElement {
  return (
    <div className={css['controls']}>
      <div className={css['buttons']} role="toolbar" aria-label={words.region}>
        <PlayButton />
        <StepButtons />
      </div>
      <div className={css['readout']}>
        <TimeText />
        <SpeedAndPace />
      </div>
    </div>
  );
}

function PlayButton(): ReactElement {
  const playing = useAppState((state) => state.playing);
  const nothing = useAppState((state) => (state.run.trace?.rows ?? 0) <= 1);
  const actions = useActions();
  return (
    <button
      type="button"
      className={`button ${nothing ? '' : 'primary'} ${css['play']}`}
      disabled={nothing}
      onClick={() => actions.togglePlay()}
      aria-label={playing ? words.pause : words.play}
      aria-keyshortcuts="Space"
    >
      {playing ? <PauseIcon size={24} /> : <PlayIcon size={24} />}
    </button>
  );
}

function StepButtons(): ReactElement {
  const actions = useActions();
  return (
    <>
      <Act label={words.toStart} onPress={() => actions.seek(0)} extra>
        <StartIcon />
      </Act>
      <Act label={words.previousNotable} onPress={() => actions.step('previous', 'notable')} extra>
        <PreviousNotableIcon />
      </Act>
      <Act label={words.previous} onPress={() => actions.step('previous', 'event')}>
        <PreviousIcon />
      </Act>
      <Act label={words.next} onPress={() => actions.step('next', 'event')}>
        <NextIcon />
      </Act>
      <Act label={words.nextNotable} onPress={() => actions.step('next', 'notable')} extra>
        <NextNotableIcon />
      </Act>
      <Act label={words.skipIdle} onPress={() => actions.skipIdle()} extra>
        <SkipIcon />
      </Act>
      <Act label={words.toEnd} onPress={() => actions.runToEnd()}>
        <EndIcon />
      </Act>
    </>
  );
}

interface ActProps {
  readonly label: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
  /** Left out on a phone, where the timeline and the other buttons do the same. */
  readonly extra?: boolean;
}

function Act({ label, onPress, children, extra = false }: ActProps): ReactElement {
  const nothing = useAppState((state) => (state.run.trace?.rows ?? 0) <= 1);
  return (
    <button
      type="button"
      className={`button icon ${css['step']} ${extra ? css['extra'] : ''}`}
      disabled={nothing}
      onClick={onPress}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  );
}

/** Shorter runs are told to the hundredth of a second. */
const shortRunUs = 2_000_000;

/** The number changes ten times a simulated second at most; written straight into the page. */
function TimeText(): ReactElement {
  const element = useRef<HTMLOutputElement>(null);
  const paint = useCallback(({ playhead, run }: State) => {
    const text = secondsText(playhead, Math.max(playhead, run.trace?.endTime ?? 0) < shortRunUs ? 10_000 : 100_000);
    if (element.current !== null && element.current.textContent !== text) element.current.textContent = text;
  }, []);
  useFrameEffect(paint);
  return (
    <output ref={element} className={css['time']} aria-label={words.simulated} title={words.simulated} aria-live="off" data-testid="time" />
  );
}

function SpeedAndPace(): ReactElement {
  const speed = useAppState((state) => state.speed);
  const pace = useAppState((state) => state.pace);
  const actions = useActions();
  const other: PaceMode = pace === 'teach' ? 'clock' : 'teach';
  return (
    <div className={css['speed']}>
      <select
        aria-label={words.speed}
        className={css['select']}
        value={speed}
        onChange={(event) => actions.setSpeed(Number(event.target.value))}
      >
        {speeds.map((one) => (
          <option key={one} value={one}>
            {words.speedText(one)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className={css['pace']}
        onClick={() => actions.setPace(other)}
        aria-label={`${words.pace}: ${words.paces[pace]}`}
        title={words.paceHint[pace]}
      >
        {words.paces[pace]}
      </button>
      {pace === 'clock' && <span className={css['meaning']}>{words.clockMeaning(speed, clockWallMsPerSecond)}</span>}
    </div>
  );
}

/** At clock pace a simulated second takes this long (see playback's pace). */
const clockWallMsPerSecond = 2000;
