import { ensure } from '../../../../base/assert';
import { durationText } from '../misfit';
import { ownNumber, ownText } from '../own';
import { type OwnSettings, type ProductDefinition, type SettingContext, type SettingProblem, usualBehaviour } from '../product';
import { defaultAckWaitUs, defaultMaxAckPending } from './consumerConfig';
import { deliveryRules } from './consumerRules';
import { defaultDuplicateWindowUs } from './streamConfig';

const second = 1_000_000;
const minute = 60 * second;

/** BackOff lists to choose from; NAT-007's is one of them. */
const backoffs: Readonly<Record<string, readonly number[]>> = {
  none: [],
  '1s, 5s, 10s': [second, 5 * second, 10 * second],
  '5s, 30s, 5m': [5 * second, 30 * second, 5 * minute],
};

/** NATS JetStream: one stream, one durable pull consumer per service, explicit acknowledgement. */
export const natsJetStream: ProductDefinition = {
  id: 'nats-jetstream',
  title: 'NATS JetStream',
  version: '2.12',
  guarantee: 'at-least-once; a repeated message id within the duplicate window is stored once',
  changes: 'One durable consumer per service; what a crashed service had in hand comes back when AckWait ends; no built-in dead letters.',
  subjects: ['NATS JetStream'],
  broadcasts: true,
  hasNodes: true,
  settings: [
    {
      name: 'ackWait',
      title: 'AckWait',
      type: 'duration',
      defaultUs: defaultAckWaitUs,
      minUs: 100_000,
      maxUs: 12 * 60 * minute,
      source: 'NAT-003: 30 s',
    },
    {
      name: 'backOff',
      title: 'BackOff',
      type: 'choice',
      default: 'none',
      choices: Object.keys(backoffs),
      source: 'NAT-007: instead of AckWait; no list by default',
    },
    {
      name: 'maxDeliver',
      title: 'MaxDeliver',
      type: 'count',
      default: -1,
      min: -1,
      max: 1000,
      source: 'NAT-005; -1 = no limit, so that only the service gives up',
    },
    {
      name: 'maxAckPending',
      title: 'MaxAckPending',
      type: 'count',
      default: defaultMaxAckPending,
      min: 1,
      max: 100_000,
      source: 'NAT-008: 1000',
    },
    {
      name: 'batch',
      title: 'Batch of a pull request, per worker',
      type: 'count',
      default: 1,
      min: 1,
      max: 1000,
      source: 'modelling choice: the server has no default; 1 gives a worker what it handles next',
    },
    {
      name: 'failedAnswer',
      title: 'Answer to a failed handling',
      type: 'choice',
      default: '-NAK',
      choices: ['-NAK', 'none'],
      source: 'modelling choice: a client may also stay silent; BackOff then counts, a nak passes it by (NAT-006, NAT-007)',
    },
    {
      name: 'duplicateWindow',
      title: 'Duplicates (duplicate_window)',
      type: 'duration',
      defaultUs: defaultDuplicateWindowUs,
      minUs: 100_000,
      maxUs: 24 * 60 * minute,
      source: 'NAT-002: 2 minutes',
    },
  ],
  check: ackWaitProblems,
  impossible: {},
  behaviour: (own) => ({
    ...usualBehaviour,
    line: {
      kind: 'queue',
      rules: deliveryRules({
        ackWaitUs: ownNumber(own, 'ackWait'),
        backoffUs: backoffOf(own),
        maxDeliver: ownNumber(own, 'maxDeliver'),
        maxAckPending: ownNumber(own, 'maxAckPending'),
      }),
    },
    prefetch: ownNumber(own, 'batch'),
    dedupWindowUs: ownNumber(own, 'duplicateWindow'),
    failure: ownText(own, 'failedAnswer') === 'none' ? 'leave' : 'nack',
    consumerLoss: { kind: 'lease' },
    // An acknowledgement counts for the message, whichever delivery it answers (recording `ack-old-delivery`).
    staleAck: 'applied',
    limitAt: 'take',
    // There are no built-in dead letters (NAT-005): this consumer never gets the message again.
    leaving: { ...usualBehaviour.leaving, exhausted: 'MaxDeliver reached: it stays in the stream, with an advisory' },
    leaseName: 'AckWait',
    needed: (replicas) => Math.floor(replicas / 2) + 1,
  }),
};

const backoffOf = (own: OwnSettings): readonly number[] => ensure(backoffs[ownText(own, 'backOff')], 'a BackOff list of that name');

/** Handling that outlasts the wait for its acknowledgement: the server accepts it, and the message is delivered again meanwhile. */
function ackWaitProblems(own: OwnSettings, { longestHandlingIn, longestHandlingUs }: SettingContext): readonly SettingProblem[] {
  const [first] = backoffOf(own);
  const setting = first === undefined ? 'ackWait' : 'backOff';
  const waitUs = first ?? ownNumber(own, 'ackWait');
  if (waitUs >= longestHandlingUs) return [];
  const name = first === undefined ? 'AckWait' : 'The first BackOff';
  const handling = `${longestHandlingIn}’s longest handling of ${durationText(longestHandlingUs)}`;
  const effect =
    'the message is delivered again while it is handled (NAT-003). Set it above the handling, or report work in progress (NAT-006).';
  return [{ setting, severity: 'warning', message: `${name} of ${durationText(waitUs)} is shorter than ${handling}: ${effect}` }];
}
