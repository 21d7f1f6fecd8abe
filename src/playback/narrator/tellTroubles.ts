import { FactKind, PublishFailure } from '../../sim';
import { type Fact, keyOf, stringAt } from '../columns';
import { type EntryList, flagsOf, isOwed } from '../fold/entryList';
import { wordsOf } from './grammar';
import { innerTitleOf, keyText, shortTitleOf, titleOf } from './names';
import { isSaidBeside, type Story, type Teller, type Telling } from './telling';

/** Failures, losses and how they are mended. */
export const troubleTellers: Partial<Record<number, Teller>> = {
  [FactKind.failed]: tellFailed,
  [FactKind.deadLettered]: (story, fact) => ({
    saying: 'givesUp',
    severity: 'problem',
    more: () => ({ tries: fact.attempt === 1 ? '1 try' : `${fact.attempt} tries`, ...reason(story, fact) }),
  }),
  [FactKind.dropped]: (story, fact) => ({ saying: 'lost', severity: 'problem', more: () => reason(story, fact) }),
  [FactKind.expired]: () => ({ saying: 'expires', severity: 'problem' }),
  [FactKind.publishFailed]: tellPublishFailed,
  [FactKind.buffered]: () => ({ saying: 'buffers', severity: 'detail' }),
  [FactKind.unbuffered]: () => ({ saying: 'unbuffers', severity: 'detail' }),
  [FactKind.callFailed]: (story, fact) => ({ saying: 'noAnswer', severity: 'problem', more: () => silence(story, fact) }),
  [FactKind.refused]: (story, fact) => ({ saying: 'noAnswer', severity: 'problem', more: () => silence(story, fact) }),
  [FactKind.crashed]: tellCrashed,
  [FactKind.restarted]: tellRestarted,
  [FactKind.repaired]: () => ({ saying: 'repaired', severity: 'milestone' }),
  [FactKind.redriven]: () => ({ saying: 'redriven', severity: 'milestone' }),
  [FactKind.discarded]: (story, fact) => ({ saying: 'discarded', severity: 'milestone', more: () => reason(story, fact) }),
  [FactKind.poisoned]: () => ({ saying: 'poisoned', severity: 'detail' }),
  [FactKind.deduplicated]: () => ({ saying: 'deduplicated', severity: 'detail' }),
  [FactKind.ruleBroken]: tellRuleBroken,
};

function reason(story: Story, fact: Fact): { readonly reason: string } {
  return { reason: stringAt(story.trace, fact.a) };
}

function tellFailed(story: Story, fact: Fact): Telling {
  if (fact.b < 0) return { saying: 'fails', severity: 'problem', more: () => reason(story, fact) };
  const attempts = story.trace.header.places[fact.place]?.settings['attempts'];
  return {
    saying: 'retries',
    severity: 'problem',
    more: () => ({ next: fact.attempt + 1, most: typeof attempts === 'number' ? attempts : fact.attempt + 1 }),
  };
}

function tellPublishFailed(story: Story, fact: Fact): Telling {
  switch (fact.b) {
    case PublishFailure.keptInOutbox:
      return { saying: 'keepsWhileDown', severity: isSaidBeside(story, fact, [FactKind.outboxStored]) ? 'detail' : 'milestone' };
    case PublishFailure.buffered:
      return { saying: 'buffers', severity: 'milestone' };
    default:
      return { saying: 'neverAnnounced', severity: 'problem' };
  }
}

/** An error travels to the sender of the first command: that is the person, when there is one. */
function silence(story: Story, fact: Fact): Readonly<Record<string, string>> {
  const { header } = story.trace;
  const customer = header.places.findIndex((info) => info.kind === 'customer');
  const witness = fact.kind === FactKind.callFailed && customer >= 0 ? customer : fact.place;
  return {
    receiver: titleOf(header, fact.b),
    receiverShort: shortTitleOf(header, fact.b),
    inner: innerTitleOf(header, witness),
  };
}

function tellCrashed(story: Story, fact: Fact): Telling {
  if (story.trace.header.places[fact.place]?.kind === 'coordinator') return tellCoordinatorCrash(story, fact);
  const hands = inHands(story, fact);
  if (hands === null) return { saying: 'crashes', severity: 'problem' };
  return { saying: hands.saying, severity: 'problem', more: () => ({ key: keyText(story.trace, hands.message) }) };
}

type CrashSaying = 'crashedBeforeAck' | 'crashedAfterAck' | 'crashedAtWork';

/** The message that the place had in its hands when it crashed, and whether the broker will bring it again. */
function inHands(story: Story, fact: Fact): { readonly message: number; readonly saying: CrashSaying } | null {
  const place = story.before(fact.row).places[fact.place];
  if (place === undefined) return null;
  for (const line of [place.settling, place.working, place.prefetch]) {
    if (line.length > 0) return { message: line.messageAt(0), saying: crashSaying(line) };
  }
  return null;
}

function crashSaying(line: EntryList): CrashSaying {
  const flags = flagsOf(line.markAt(0));
  if (isOwed(flags)) return 'crashedBeforeAck';
  return flags === 0 ? 'crashedAtWork' : 'crashedAfterAck';
}

function tellCoordinatorCrash(story: Story, fact: Fact): Telling {
  return {
    saying: 'coordinatorDown',
    severity: 'problem',
    more: () => {
      const { running } = story.before(fact.row).processes;
      const { noun, nounPlural } = story.trace.header;
      return { things: `${running} ${running === 1 ? noun : nounPlural}`, stand: running === 1 ? 'stands' : 'stand' };
    },
  };
}

function tellRestarted(story: Story, fact: Fact): Telling {
  const { places, processes } = story.trace.header;
  const isCoordinator = places[fact.place]?.kind === 'coordinator';
  const isDurable = processes.some((process) => process.place === fact.place && process.durable);
  return { saying: isCoordinator && isDurable ? 'resumes' : 'back', severity: 'milestone' };
}

const atMostOnce = /^\s*n\(\s*['"]([\w.-]+)['"]\s*\)\s*<=\s*1\s*$/;

function tellRuleBroken(story: Story, fact: Fact): Telling {
  const { trace } = story;
  const invariant = trace.header.invariants[fact.a];
  const name = atMostOnce.exec(invariant?.expect ?? '')?.[1];
  const type = trace.header.messageTypes.findIndex((candidate) => candidate.name === name);
  const rule = (): { readonly rule: string } => ({ rule: wordsOf(invariant?.id ?? '').join(' ') });
  if (type < 0) return { saying: keyOf(trace, fact.message) > 0 ? 'rule' : 'ruleOverall', severity: 'problem', more: rule };
  const deed = /^(\w+) \{key\}$/.exec(trace.header.messageTypes[type]?.says ?? '')?.[1];
  if (deed !== undefined) return { saying: 'doneTwice', severity: 'problem', more: () => ({ deed }) };
  return { saying: 'happenedTwice', severity: 'problem', more: () => ({ message: `${name} ${keyText(trace, fact.message)}` }) };
}
