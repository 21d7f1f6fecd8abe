import type { ReactNode } from 'react';
import { stateLine, type Frame, type PlaceFrame } from '../../playback';
import { safeguardRegistry, type PlaceInfo, type RunHeader, type Trace } from '../../sim';
import { useAppState } from '../store/context';
import { BrokerPart } from './BrokerPart';
import { CoordinatorPart } from './CoordinatorPart';
import css from './inspector.module.css';
import { Links } from './Links';
import { DeadLetters, Waiting } from './MessageLists';
import { Block, Facts, MenuButton, WhyButton } from './parts';
import { ReadModelPart } from './ReadModelPart';
import { Settings, type SettingGroup } from './Settings';
import { inspectorWords as words } from './words';

/** Safeguards as the settings block shows them. */
export const safeguardGroups: readonly SettingGroup[] = safeguardRegistry.map(({ meta, settings }) => ({ ...meta, settings }));

interface PlaceProps {
  readonly id: string;
  readonly trace: Trace;
}

/** A place: what it does, how it stands, who it talks to, and its settings. */
export function PlacePart({ id, trace }: PlaceProps): ReactNode {
  const { header } = trace;
  const place = header.places.findIndex((one) => one.id === id);
  const info = header.places[place];
  const frame = useAppState((state) => state.frame?.places[place] ?? null);
  if (info === undefined) return <p className={css.muted}>{words.nothing}</p>;
  return (
    <>
      <header className={css.header}>
        <h2>{info.kind === 'broker' ? header.product.title : info.title}</h2>
        <WhyButton label={words.why(info.title)} question={{ kind: 'place', place }} />
        <MenuButton label={words.menu(info.title)} target={{ kind: 'place', place: id }} />
      </header>
      {info.kind === 'broker' ? (
        <BrokerPart trace={trace} place={place} />
      ) : (
        <Actor trace={trace} place={place} info={info} frame={frame} />
      )}
    </>
  );
}

interface ActorProps {
  readonly trace: Trace;
  readonly place: number;
  readonly info: PlaceInfo;
  readonly frame: PlaceFrame | null;
}

function Actor({ trace, place, info, frame }: ActorProps): ReactNode {
  const { header } = trace;
  const receives = info.kind === 'service' || info.kind === 'external' || info.kind === 'coordinator';
  return (
    <>
      <Standing header={header} place={place} frame={frame} />
      {info.kind === 'coordinator' && <CoordinatorPart trace={trace} place={place} />}
      {info.kind === 'readModel' && <ReadModelPart trace={trace} place={place} />}
      <Does header={header} info={info} />
      {frame !== null && <Waiting trace={trace} id={info.id} frame={frame} />}
      {frame !== null && <DeadLetters trace={trace} id={info.id} frame={frame} />}
      <Links header={header} place={place} />
      {receives && <Settings owner={info.id} groups={safeguardGroups} values={frame?.settings ?? info.settings} />}
    </>
  );
}

function Standing({ header, place, frame }: Pick<ActorProps, 'place' | 'frame'> & { readonly header: RunHeader }): ReactNode {
  const sentence = useAppState((state) => lineOf(header, state.frame, place));
  if (frame === null) return null;
  const fields = Object.entries(frame.state).map(([name, value]) => [name, String(value)] as const);
  return (
    <Block title={words.now}>
      {sentence !== '' && <p>{sentence}</p>}
      <p className={css.muted}>{words.counts(frame.waitingCount, frame.working.length, frame.deadLetters.length)}</p>
      {fields.length > 0 && <Facts rows={fields} />}
    </Block>
  );
}

const lineOf = (header: RunHeader, frame: Frame | null, place: number): string => (frame === null ? '' : stateLine(header, frame, place));

function Does({ header, info }: { readonly header: RunHeader; readonly info: PlaceInfo }): ReactNode {
  const names = (types: readonly number[]): string => types.map((type) => header.messageTypes[type]?.name ?? '').join(', ');
  const rules = info.policies.map((policy) => words.rule(names([policy.when]), names([policy.do])));
  if (info.handles.length + info.listens.length + info.emits.length + rules.length === 0) return null;
  return (
    <Block title={words.rules}>
      <Facts
        rows={[
          [words.handles, names(info.handles)],
          [words.listens, names(info.listens)],
          [words.emits, names(info.emits)],
        ]}
      />
      {rules.length > 0 && (
        <ul className={css.rules}>
          {rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      )}
    </Block>
  );
}
