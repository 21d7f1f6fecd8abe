/**
 * The narrator's English: one template per thing to say, with a short form for long names. Present tense, names first.
 * `{…}` are filled in by the tellers; nouns and verbs of the scenario come from its file.
 */
export interface Template {
  readonly full: string;
  readonly short: string;
}

const say = (full: string, short: string = full): Template => ({ full, short });

export const words = {
  asks: say('{place} asks {receiver} to {phrase}.', '{short} asks {receiverShort} to {phrase}.'),
  decides: say('{place} decides to {phrase}.', '{short} decides to {phrase}.'),
  sends: say('{place} sends {message}.', '{short} sends {message}.'),
  announces: say('{place} announces {message} — {listeners}.', '{short} announces {message}.'),
  stores: say('Broker takes {message} for {receiver}.', 'Broker takes {message}.'),
  lines: say('{message} waits in line for {place}.', '{message} waits for {short}.'),
  waits: say('{message} waits for {place} ({count} waiting).', '{message} waits for {short} ({count}).'),
  replayed: say('{message} of the past comes to {place} again.', '{message} comes again.'),
  doubled: say('{message} comes to {place} twice.', '{message} comes twice.'),
  delivers: say('Broker delivers {message} to {place}.', 'Broker delivers {message}.'),
  redelivers: say('{place} gets {key} again (delivery {attempt}).', '{short} gets {key} again ({attempt}).'),
  reaches: say('{message} reaches {place}.', '{message} arrives.'),
  works: say('{place} works on {message}.', '{short} works on {message}.'),
  handled: say('{place} {deed}.', '{short} {deed}.'),
  emits: say('{place} says {message}.', '{short}: {message}.'),
  done: say('{place} is done with {message}.', '{message} is done.'),
  refuses: say('{place} refuses to {phrase}: {reason}.', '{short} refuses: {reason} {key}.'),
  again: say('{place} {deed} a second time.', '{short} repeats {key}.'),
  sets: say('{place}: {field} is now {value}.', '{short}: {field} {value}.'),
  acknowledges: say('{place} acknowledges {message}.', '{short} acknowledges {key}.'),
  returns: say('{message} goes back in line for {place}: {reason}.', '{message} goes back in line.'),
  hidden: say('{key} is hidden, not gone: it comes back in {span}.'),
  retries: say('{place} failed on {key} and tries again ({next} of {most}).', '{short} failed on {key}, tries again.'),
  fails: say('{place} failed on {key}: {reason}.', '{short} failed on {key}.'),
  givesUp: say('{place} gave up on {key} after {tries} — dead letter: {reason}.', '{short} gave up on {key} after {tries} — dead letter.'),
  lost: say('{message} is lost: {reason}.', '{message} is lost.'),
  expires: say('{message} waited too long for {place} and expired.', '{message} expired.'),
  ignores: say('{place} has seen {key} before and ignores it.', '{short} ignores {key}.'),
  keeps: say('{short} keeps {message} in its outbox.', '{message} is in the outbox.'),
  keepsWhileDown: say('Broker is down. {short} keeps {message} in its outbox.', 'Broker is down. {message} stays in the outbox.'),
  relays: say("{short}'s outbox sends {message}.", 'The outbox sends {message}.'),
  neverAnnounced: say('{short} saved {key} but never announced it.', '{key} was never announced.'),
  buffers: say("Broker is down. {short}'s client keeps {message} in memory.", 'Broker is down. {message} stays in memory.'),
  unbuffers: say("{message} leaves the memory of {short}'s client.", '{message} leaves the memory.'),
  calls: say('{short} calls {receiverShort} and waits.'),
  answers: say('{place} answers {inner}: {message}.', '{short} answers: {message}.'),
  noAnswer: say('{receiver} does not answer — {inner} sees an error.', '{receiverShort} does not answer.'),
  crashes: say('{place} crashed.', '{short} crashed.'),
  crashedAtWork: say('{place} crashed while it worked on {key}.', '{short} crashed with {key}.'),
  crashedBeforeAck: say(
    '{place} crashed before it acknowledged {key} — the broker will deliver it again.',
    '{short} crashed before it acknowledged {key} — it comes again.',
  ),
  crashedAfterAck: say(
    '{place} crashed after it acknowledged {key} — nobody will deliver it again.',
    '{short} crashed after it acknowledged {key} — it is lost.',
  ),
  coordinatorDown: say('The coordinator is down — {things} {stand} still.', 'The coordinator is down.'),
  back: say('{place} is back.', '{short} is back.'),
  resumes: say('It reads its history and goes on.'),
  brokerDown: say('Broker is down — nothing is published.'),
  brokerUp: say('Broker is up again.'),
  nodeDown: say('Node {node} is gone — {left} of {nodes} nodes carry on.'),
  nodeUp: say('Node {node} is back — {left} of {nodes} nodes carry on.'),
  faultBegins: say('Fault begins: {label}.', 'A fault begins.'),
  faultEnds: say('Fault ends: {label}.', 'A fault ends.'),
  faultStrikes: say('Fault strikes: {label}.', 'A fault strikes.'),
  processStarts: say('{place} takes charge of {key}.'),
  processMoves: say('{place} moves {key} on to {step}.', '{short} moves {key} on.'),
  processEnds: say('{place} is finished with {key}.'),
  processFails: say('{place} has undone {key}.'),
  timesOut: say(
    'No answer from {receiver} for {span} — the process tries again ({next} of {most}).',
    'No answer for {key} — the process tries again.',
  ),
  timesOutForGood: say(
    'No answer from {receiver} for {span} — the process gives up on {key}.',
    'No answer — the process gives up on {key}.',
  ),
  stepFails: say('{place} gets no answer from {receiver} for {key}.', '{short} gets no answer for {key}.'),
  forgets: say('{place} forgot {key}: it was only in memory.'),
  resumesOne: say('{place} goes on with {key}.'),
  rebalances: say("{place}'s workers share the partitions anew — a short pause.", "{short}'s workers share the partitions anew."),
  rebalanced: say("{place}'s workers go on.", "{short}'s workers go on."),
  projects: say('{place} takes in {message}.', '{short} takes in {message}.'),
  compensationFails: say(
    '{place} cannot {step} for {key} — a person has to see to it.',
    '{short} cannot undo {key} — a person has to see to it.',
  ),
  compensates: say('{cause} — {place} {deed}.', '{cause} — {short} undoes it.'),
  doneTwice: say('Rule broken: {key} was {deed} twice.'),
  happenedTwice: say('Rule broken: {message} happened twice.'),
  rule: say('Rule broken for {key}: {rule}.', 'Rule broken for {key}.'),
  ruleOverall: say('Rule broken: {rule}.', 'A rule is broken.'),
  settled: say('{key} {ending} after {span}.'),
  late: say('{key} is still open after {span}.'),
  limit: say('A limit is reached: {reason}.', 'A limit is reached.'),
  ended: say('Nothing more happens.'),
  horizon: say('The run stops here: its time is over.'),
  repaired: say("{place}'s dead letter {key} is mended.", '{key} is mended.'),
  redriven: say('{key} goes back from dead letters to {place}.', '{key} goes back to {short}.'),
  discarded: say('{message} is thrown away: {reason}.', '{message} is thrown away.'),
  moved: say('{message} moves to place {position} in line for {place}.', '{message} moves to place {position}.'),
  lateAnswer: say('{place} ignores a late answer for {key}.', 'A late answer for {key} is ignored.'),
  deduplicated: say('The broker has {message} already and stores nothing.', '{message} was there already.'),
  poisoned: say('{place} cannot read {message}: it is poisoned.', '{message} is poisoned.'),
} as const;

export type Saying = keyof typeof words;

/** Words of counts and lists outside full sentences. */
export const phrases = {
  nobodyListens: 'nobody is listening',
  oneListens: '1 is listening',
  manyListen: (count: number) => `${count} are listening`,
  pending: 'pending',
  upToDate: 'up to date',
  lag: (span: string) => `lag ${span}`,
  more: 'more',
  noneYet: (plural: string) => `no ${plural} yet`,
  starts: (verb: string, plural: string) => `${verb} ${plural}`,
} as const;
