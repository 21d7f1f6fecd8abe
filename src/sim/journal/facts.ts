/**
 * The vocabulary of facts. A fact is one immutable row of the trace:
 * `time, kind, place, message, attempt, a, b`. Key, correlation and causation are reached through the message table, so a
 * row stays at 25 bytes. The comment of each kind says what `a` and `b` mean; a fact is enough to rebuild the state that it
 * changed, so pictures need no engine.
 *
 * Units: durations in microseconds. `place` indexes `header.places` (0 = the run itself); `string` means an index into
 * `trace.strings`, `value` an index into `trace.values`.
 */
export const FactKind = {
  /** A message leaves its sender. place = sender, a = duration of the hop, b = destination place (the broker for published messages, the place itself for a command issued by a local policy). */
  sent: 1,
  /** The broker stored a published message. place = broker, b = number of copies routed (0: nobody listens). */
  accepted: 2,
  /** One copy joined the queue of a subscriber. place = subscriber, a = partition, b = Enqueue reason. */
  enqueued: 3,
  /** A copy leaves the queue towards its subscriber: one delivery. place = subscriber, attempt, a = duration of the hop. */
  delivered: 4,
  /** A delivery (or a direct command, or a call) arrived and waits for a free worker. place = receiver. */
  received: 5,
  /** A worker begins. a = expected duration. */
  started: 6,
  /** The effect is durable. message = what was handled, a = emitted message id (0: none), b = type of the emitted message. */
  committed: 7,
  /** A field of a service's state changed. a = string (field), b = value; -1 - b = string (JSON) when it is no number. */
  stateSet: 8,
  /** The copy is done. */
  acknowledged: 9,
  /** A delivered copy went back into its queue. a = string (reason), b = position in the queue (0 = head, -1 = tail). */
  returned: 10,
  /** A delivered copy stays invisible and comes back by itself. a = remaining microseconds (capped at 2^31-1). */
  hidden: 11,
  /** The handler failed. a = string (reason), b = microseconds until the retry, -1 = no retry. */
  failed: 12,
  /** A copy moved to the dead letters of its subscriber. a = string (reason), b = 1 when it was waiting, 0 when it was out. */
  deadLettered: 13,
  /** A message or copy is lost. place = where, a = string (reason), b = DropStage. */
  dropped: 14,
  /** A queued copy outlived its time to live or retention. */
  expired: 15,
  /** The inbox has seen this message: no effect. Followed by acknowledged. */
  ignored: 16,
  /** A message was stored in the outbox with the effect. place = service. */
  outboxStored: 17,
  /** The relay takes a message out of the outbox. Followed by sent. */
  outboxRelayed: 18,
  /** Publishing failed. a = string (reason), b = PublishFailure. */
  publishFailed: 19,
  /** The producer's client keeps the message in memory until the broker answers. */
  buffered: 20,
  /** The message leaves the client's memory (sent, expired or lost with the process). */
  unbuffered: 21,
  /** A synchronous request leaves the caller, who waits. place = caller, a = duration of the hop, b = callee. */
  called: 22,
  /** The answer leaves the callee. place = callee, message = the answer, a = duration of the hop, b = caller. */
  replied: 23,
  /** The caller got an error or no answer in time. place = caller, message = the request, a = string (reason), b = callee. */
  callFailed: 24,
  /** A direct command found nobody: its sender sees an error. place = sender, a = string (reason), b = destination. */
  refused: 25,
  /** place stopped; volatile work is gone. a = string (crash point or 'now'), b = planned milliseconds down, -1 = until restarted. */
  crashed: 26,
  restarted: 27,
  brokerDown: 28,
  brokerUp: 29,
  /** a = node number from 1, b = nodes still up. */
  nodeDown: 30,
  nodeUp: 31,
  /** An injected fault begins. a = fault ordinal (index into header.faults). place = target. */
  faultOpened: 32,
  faultClosed: 33,
  /** A fault really struck (exposure). a = fault ordinal; message when one was hit. */
  faultStruck: 34,
  /** A setting changed during the run. a = string (name), b = string (JSON of the value). */
  settingSet: 35,
  /** A process instance began; identified by its starting message. place = coordinator, a = state index. */
  processStarted: 36,
  /** message = starting message, a = new state index, b = message that caused the move (0: a timer). */
  processMoved: 37,
  /** a = 1 done, 0 failed. */
  processEnded: 38,
  /** No answer in time. message = starting message, a = step index, b = which try (1, 2, …). */
  stepTimedOut: 39,
  /** A volatile instance vanished with its coordinator. */
  processLost: 40,
  /** A durable instance goes on after a restart. a = state index. */
  processResumed: 41,
  /** The members of a consumer group share the partitions anew: no deliveries meanwhile. a = microseconds expected. */
  rebalanceStarted: 42,
  rebalanceEnded: 43,
  /** A read model applied an event. place = read model, a = string (row key), b = value (the row's value afterwards). */
  projected: 44,
  /** An invariant does not hold. a = invariant index, b = violating key (0 = the run as a whole); message = the witness, 0 = none. */
  ruleBroken: 45,
  /** The flow of a key ended. message = the ending event, a = 1 success, 0 failure, b = milliseconds since its start. */
  settled: 46,
  /** The flow of a key did not end in time. message = its starting command. */
  deadlinePassed: 47,
  /** A bound was reached; the run goes on without the thing that did not fit, or ends. a = string. */
  limitReached: 48,
  /** Last fact of every run. a = RunEnd. */
  ended: 49,
  /** A dead letter was mended by a person: it will not fail again for its old reason. */
  repaired: 50,
  /** A dead letter goes back to its queue. Followed by enqueued. */
  redriven: 51,
  /** A dead letter was thrown away by a person. a = string (reason). */
  discarded: 52,
  /** A person moved a waiting copy. a = new position from 0. */
  moved: 53,
  /** A retained step of a coordination asked for a compensation. place = coordinator, a = step index. */
  compensating: 54,
  /** An answer came too late or twice and changed nothing. place = receiver, a = string (reason). */
  answerIgnored: 55,
  /** This copy fails whenever it is handled, until somebody repairs it. place = subscriber. */
  poisoned: 56,
  /** The broker has stored this id within its deduplication window already: no copies. place = broker. */
  deduplicated: 57,
  /** Every try of a compensation was in vain: a person has to see to it. place = coordinator, message = starting message, a = step index. */
  compensationFailed: 58,
  /** What a worker had read of a process has changed meanwhile: it reads again and decides anew. place = coordinator, message = what it handles, a = version read, b = version found. */
  readAgain: 59,
} as const;

export type FactKind = (typeof FactKind)[keyof typeof FactKind];
export type FactName = keyof typeof FactKind;

/** Fact names by code; index 0 is unused. */
export const factNames: readonly string[] = Object.entries(FactKind).reduce<string[]>((names, [name, code]) => {
  names[code] = name;
  return names;
}, []);

/** `b` of `enqueued`. */
export const EnqueueReason = { published: 0, duplicated: 1, redriven: 2, replayed: 3 } as const;
/** `b` of `dropped`: where the copy was counted before it was lost. */
export const DropStage = { publishing: 0, queued: 1, delivered: 2, direct: 3 } as const;
/** `b` of `publishFailed`. */
export const PublishFailure = { lost: 0, keptInOutbox: 1, buffered: 2 } as const;
/** `a` of `ended`. */
export const RunEnd = { quiet: 0, horizon: 1, stepLimit: 2, factLimit: 3, copyLimit: 4 } as const;
