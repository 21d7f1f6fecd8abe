import { type DeliveryLimit, type QueueRules } from '../../queue/rules';
import { ownNumber, ownText } from '../own';
import { durationText } from '../misfit';
import {
  type BrokerBehaviour,
  type OwnSettings,
  type ProductSetting,
  type SettingContext,
  type SettingProblem,
  usualBehaviour,
} from '../product';
import { attributeRanges, defaultQueueAttributes } from './queueAttributes';
import { sqsLimit, sqsQueueRules } from './sqsRules';

const second = 1_000_000;

const duration = (name: string, title: keyof typeof attributeRanges, source: string): ProductSetting => ({
  name,
  title,
  type: 'duration',
  defaultUs: defaultQueueAttributes[title] * second,
  minUs: attributeRanges[title].min * second,
  maxUs: attributeRanges[title].max * second,
  source,
});

export const visibilityTimeout = duration('visibilityTimeout', 'VisibilityTimeout', 'SQS default 30 s (SQS-012)');
export const retentionPeriod = duration('retentionPeriod', 'MessageRetentionPeriod', 'SQS default 4 days (SQS-016)');
export const delaySeconds = duration('delaySeconds', 'DelaySeconds', 'SQS default 0 (SQS-030)');

/** MaxNumberOfMessages: what one receive call takes, and so what a worker has in hand. */
export const receiveBatch: ProductSetting = {
  name: 'batch',
  title: 'MaxNumberOfMessages',
  type: 'count',
  default: 1,
  min: 1,
  max: 10,
  source: 'SQS-028',
};

export const staleDelete: ProductSetting = {
  name: 'staleDelete',
  title: 'DeleteMessage with an old receipt handle',
  type: 'choice',
  default: 'applied',
  choices: ['applied', 'ignored'],
  source: 'modelling choice: the call succeeds but "might not" delete (SQS-010)',
};

/** AWS's clients do nothing when a handler fails; many services shorten the wait. */
export const failedHandling: ProductSetting = {
  name: 'failedHandling',
  title: 'After a failed handling',
  type: 'choice',
  default: 'ChangeMessageVisibility',
  choices: ['ChangeMessageVisibility', 'wait for VisibilityTimeout'],
  source: 'modelling choice: the service sets its own wait before the retry (SQS-006); otherwise the timeout runs out (SQS-012)',
};

/** The queue of a run: SQS's rules with the product's own settings. */
export function queueOf(own: OwnSettings, fifo: boolean): QueueRules {
  return sqsQueueRules({
    fifo,
    visibilityTimeoutUs: ownNumber(own, visibilityTimeout.name),
    retentionUs: ownNumber(own, retentionPeriod.name),
    limit: null,
  });
}

/** What every SQS queue does in a run: it counts receives itself, loses nothing by a consumer's crash, and has no nodes to lose. */
export function sqsBehaviour(own: OwnSettings, fifo: boolean): BrokerBehaviour {
  return {
    ...usualBehaviour,
    line: { kind: 'queue', rules: queueOf(own, fifo) },
    prefetch: ownNumber(own, receiveBatch.name),
    consumerLoss: { kind: 'lease' },
    // The handle of a FIFO queue expires with the visibility timeout: a late delete is refused (SQF-010).
    staleAck: !fifo && ownText(own, staleDelete.name) === 'applied' ? 'applied' : 'ignored',
    failure: ownText(own, failedHandling.name) === 'ChangeMessageVisibility' ? 'nack' : 'leave',
    exhausted: 'broker',
    limitOf: maxReceives,
    limitAt: 'take',
    // StartMessageMoveTask moves at most 500 messages a second (SQS-018).
    redrivePerS: 500,
    deadLetters: ['exhausted'],
    leaving: { ...usualBehaviour.leaving, exhausted: 'maxReceiveCount reached', expired: 'retention period over' },
  };
}

/** Without a dead-letter queue there is no limit: the message comes again until it is too old (SQS-015). */
export const maxReceives = (attempts: number, deadLetters: boolean): DeliveryLimit | null => (deadLetters ? sqsLimit(attempts) : null);

/** What SQS accepts and what goes wrong: handling that outlasts the visibility timeout, retention shorter than either. */
export function visibilityProblems(own: OwnSettings, { longestHandlingIn, longestHandlingUs }: SettingContext): readonly SettingProblem[] {
  const timeoutUs = ownNumber(own, visibilityTimeout.name);
  const retentionUs = ownNumber(own, retentionPeriod.name);
  const problems: SettingProblem[] = [];
  if (timeoutUs < longestHandlingUs) {
    const handling = `${longestHandlingIn}’s longest handling of ${durationText(longestHandlingUs)}`;
    const effect =
      'the message is received again while it is handled (SQS-008). Set it above the handling; AWS advises six times a function’s timeout.';
    problems.push({
      setting: visibilityTimeout.name,
      severity: 'warning',
      message: `VisibilityTimeout ${durationText(timeoutUs)} is shorter than ${handling}: ${effect}`,
    });
  }
  if (retentionUs <= timeoutUs) {
    problems.push({
      setting: retentionPeriod.name,
      severity: 'warning',
      message: `MessageRetentionPeriod ${durationText(retentionUs)} is not longer than VisibilityTimeout ${durationText(timeoutUs)}: a failed message expires before it is received again (SQS-016).`,
    });
  }
  return problems;
}

export const managedService = { 'node-down': 'A managed service: no node of it can be switched off.' } as const;

/** The delay of a queue, as a way into it. */
export const delayOf = (own: OwnSettings): BrokerBehaviour['fanOut'] => {
  const delayUs = ownNumber(own, delaySeconds.name);
  return delayUs === 0 ? null : { kind: 'fixed', us: delayUs };
};
