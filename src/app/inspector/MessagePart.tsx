import { useMemo, type ReactNode } from 'react';
import { causesOf, deliveriesOf, effectsOf, sentenceAt } from '../../playback';
import type { MessageTypeInfo, Trace } from '../../sim';
import { faceOf, messageRow } from '../canvas/messages';
import { useActions } from '../store/context';
import type { Selection } from '../store/state';
import css from './inspector.module.css';
import { Block, Facts, MenuButton, WhyButton } from './parts';
import { inspectorWords as words, seconds } from './words';

const shownMax = 12;

type MessageTarget = Extract<Selection, { kind: 'message' }>;

/** A message: its envelope and data, what it came from, what it led to, what happened to it. */
export function MessagePart({ target, trace }: { readonly target: MessageTarget; readonly trace: Trace }): ReactNode {
  if (target.message < 1 || target.message > trace.messageCount) return <p className={css.muted}>{words.nothing}</p>;
  const { label } = faceOf(trace, target.message);
  const place = trace.header.places.findIndex((one) => one.id === target.place);
  return (
    <>
      <header className={css.header}>
        <h2>{label}</h2>
        <WhyButton label={words.why(label)} question={{ kind: 'message', message: target.message, place }} />
        <MenuButton label={words.menu(label)} target={target} />
      </header>
      <Envelope trace={trace} message={target.message} />
      <Family trace={trace} target={target} />
      <History trace={trace} message={target.message} />
    </>
  );
}

function Envelope({ trace, message }: { readonly trace: Trace; readonly message: number }): ReactNode {
  const row = messageRow(trace, message);
  const type = trace.header.messageTypes[row.type];
  const other = (id: number): string => (id === 0 || id > trace.messageCount ? '' : `${id} · ${faceOf(trace, id).label}`);
  const payload = Object.entries(trace.payloads[row.payload] ?? {});
  return (
    <>
      <Block title={words.envelope}>
        <Facts
          rows={[
            [words.id, String(message)],
            [words.type, type?.name ?? ''],
            [words.kind, type?.kind ?? ''],
            [words.version2, versionOf(type)],
            [words.sender, trace.header.places[row.sender]?.title ?? ''],
            [words.correlation, other(row.correlation)],
            [words.causation, other(row.causation)],
            [words.made, seconds(row.createdAt)],
          ]}
        />
      </Block>
      {payload.length > 0 && (
        <Block title={words.payload}>
          <Facts rows={payload.map(([name, value]) => [name, <code key={name}>{JSON.stringify(value)}</code>] as const)} />
        </Block>
      )}
    </>
  );
}

/** Only a later version of a schema is worth a line. */
const versionOf = (type: MessageTypeInfo | undefined): string => (type === undefined || type.version < 2 ? '' : String(type.version));

function Family({ trace, target }: { readonly trace: Trace; readonly target: MessageTarget }): ReactNode {
  const causes = useMemo(() => causesOf(trace, target.message), [trace, target.message]);
  const effects = useMemo(() => effectsOf(trace, target.message, shownMax), [trace, target.message]);
  return (
    <>
      <Block title={words.causes}>
        <MessageLinks trace={trace} target={target} messages={causes} none={words.first} />
      </Block>
      <Block title={words.effects}>
        <MessageLinks trace={trace} target={target} messages={effects.map((one) => one.message)} none={words.last} />
      </Block>
    </>
  );
}

interface LinksProps {
  readonly trace: Trace;
  readonly target: MessageTarget;
  readonly messages: readonly number[];
  readonly none: string;
}

function MessageLinks({ trace, target, messages, none }: LinksProps): ReactNode {
  const actions = useActions();
  if (messages.length === 0) return <p className={css.muted}>{none}</p>;
  return (
    <ul className={css.rows}>
      {messages.slice(0, shownMax).map((message) => (
        <li key={message}>
          <button type="button" className={css.link} onClick={() => actions.inspect({ ...target, message })}>
            {faceOf(trace, message).label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function History({ trace, message }: { readonly trace: Trace; readonly message: number }): ReactNode {
  const actions = useActions();
  const sentences = useMemo(() => deliveriesOf(trace, message).flatMap((row) => sentenceAt(trace, row) ?? []), [trace, message]);
  if (sentences.length === 0) return null;
  return (
    <Block title={words.deliveries}>
      <ul className={css.rows}>
        {sentences.slice(0, shownMax).map((one) => (
          <li key={one.row}>
            <button type="button" className={css.link} onClick={() => actions.seek(one.time)}>
              <small>{seconds(one.time)}</small> {one.text}
            </button>
          </li>
        ))}
      </ul>
    </Block>
  );
}
