import type { ReactNode } from 'react';
import type { ProcessInfo, ProcessStepInfo, RunHeader, Trace } from '../../sim';
import { keyOf } from '../canvas/messages';
import { useActions, useAppState } from '../store/context';
import css from './inspector.module.css';
import { Block } from './parts';
import { inspectorWords as words, seconds } from './words';

const shownMax = 12;

/** The chart of the process as a list of steps, and where its instances stand. */
export function CoordinatorPart({ trace, place }: { readonly trace: Trace; readonly place: number }): ReactNode {
  const { header } = trace;
  const index = header.processes.findIndex((process) => process.place === place);
  const process = header.processes[index];
  if (process === undefined) return null;
  return (
    <>
      <Block title={words.steps}>
        <Durable process={process} />
        <ol className={css.steps}>
          {process.steps.map((step) => (
            <Step key={step.do} header={header} step={step} />
          ))}
        </ol>
      </Block>
      <Instances trace={trace} index={index} process={process} />
    </>
  );
}

function Durable({ process }: { readonly process: ProcessInfo }): ReactNode {
  const actions = useActions();
  return (
    <label className={css.setting}>
      <span>{words.durable}</span>
      <input
        type="checkbox"
        role="switch"
        className={css.switch}
        checked={process.durable}
        aria-checked={process.durable}
        onChange={() => actions.setSetting('coordinator.durable', !process.durable, 'run')}
      />
    </label>
  );
}

function Step({ header, step }: { readonly header: RunHeader; readonly step: ProcessStepInfo }): ReactNode {
  const name = (type: number | null): string => (type === null ? '' : (header.messageTypes[type]?.name ?? ''));
  const details = [
    `${words.ok} ${name(step.ok)}${step.fail === null ? '' : ` ${words.fail} ${name(step.fail)}`}`,
    step.undo === null ? '' : `${words.undo} ${name(step.undo)}`,
    timeoutOf(step),
  ];
  return (
    <li>
      <b>{name(step.do)}</b>
      {details.filter(Boolean).map((detail) => (
        <small key={detail}>{detail}</small>
      ))}
    </li>
  );
}

function timeoutOf({ timeoutUs, retries }: ProcessStepInfo): string {
  if (timeoutUs === null) return '';
  return retries === 0 ? words.timeoutOnce(seconds(timeoutUs)) : words.timeout(seconds(timeoutUs), retries);
}

function Instances({ trace, index, process }: { readonly trace: Trace; readonly index: number; readonly process: ProcessInfo }): ReactNode {
  const all = useAppState((state) => state.frame?.processes);
  const ours = (all ?? []).filter((one) => one.process === index).toReversed();
  if (ours.length === 0) return null;
  return (
    <Block title={words.instances}>
      <ul className={css.rows}>
        {ours.slice(0, shownMax).map((one) => (
          <li key={one.message}>{words.instance(keyOf(trace, one.message), standing(trace.header, process, one))}</li>
        ))}
      </ul>
      {ours.length > shownMax && <p className={css.muted}>{words.moreRows(ours.length - shownMax)}</p>}
    </Block>
  );
}

function standing(header: RunHeader, process: ProcessInfo, one: { readonly state: number; readonly ended: string | null }): string {
  if (one.ended !== null) return one.ended;
  const state = process.states[one.state];
  if (state === undefined) return '';
  const name = stepName(header, process.steps[state.step], state.kind !== 'step');
  if (state.kind === 'compensationFailed') return words.compensationFailed(name);
  return state.attempt > 1 ? words.attempt(name || state.kind, state.attempt) : name || state.kind;
}

function stepName(header: RunHeader, step: ProcessStepInfo | undefined, undo: boolean): string {
  if (step === undefined) return '';
  return header.messageTypes[(undo ? step.undo : step.do) ?? -1]?.name ?? '';
}
