import { standardTargetDeadLetters } from '../fixedSettings';
import { backoffCurves } from '../../push/retrySchedule';
import { ownNumber, ownText } from '../own';
import type { OwnSettings, ProductDefinition, ProductSetting, SettingContext, SettingProblem } from '../product';
import { jitter, jitterOf, pushedBehaviour } from '../pushed';
import { durationText } from '../misfit';
import { managedService } from '../sqs/runSettings';
import { type HealthyRetryPolicy, healthyRetryDefaults, problemOfRetries, snsRules } from './deliveryPolicy';

const second = 1_000_000;
/** SNS gives an HTTP/S endpoint so long to answer. */
const responseTimeoutUs = 15 * second;

const seconds = (name: 'minDelayTarget' | 'maxDelayTarget', source: string): ProductSetting => ({
  name,
  title: name,
  type: 'duration',
  defaultUs: healthyRetryDefaults[name] * second,
  minUs: second,
  maxUs: 3600 * second,
  source,
});

const retries = (
  name: 'numRetries' | 'numNoDelayRetries' | 'numMinDelayRetries' | 'numMaxDelayRetries',
  source: string,
): ProductSetting => ({
  name,
  title: name,
  type: 'count',
  default: healthyRetryDefaults[name],
  min: 0,
  max: 100,
  source,
});

/** Amazon SNS pushing to each service over HTTPS: one subscription per service, with a delivery policy and a dead-letter queue of its own. */
export const sns: ProductDefinition = {
  id: 'sns',
  title: 'SNS to HTTPS',
  version: '2026-10',
  guarantee: 'at-least-once, any order',
  changes: 'Messages are pushed, nothing is kept: a service that fails is tried again by the delivery policy, then it is over.',
  subjects: ['SNS standard'],
  broadcasts: true,
  hasNodes: false,
  settings: [
    retries('numRetries', 'SNS default 3 (SNS-005, LIM-001)'),
    seconds('minDelayTarget', 'SNS default 20 s (SNS-005)'),
    seconds('maxDelayTarget', 'SNS default 20 s (SNS-005)'),
    retries('numNoDelayRetries', 'SNS default 0 (SNS-005)'),
    retries('numMinDelayRetries', 'SNS default 0 (SNS-005)'),
    retries('numMaxDelayRetries', 'SNS default 0 (SNS-005)'),
    {
      name: 'backoffFunction',
      title: 'backoffFunction',
      type: 'choice',
      default: healthyRetryDefaults.backoffFunction,
      choices: backoffCurves,
      source: 'SNS default linear; the curves are a modelling choice (SNS-013)',
    },
    jitter,
  ],
  fixed: [standardTargetDeadLetters],
  check: policyProblems,
  impossible: managedService,
  behaviour: (own) =>
    pushedBehaviour({
      push: snsRules('https', policyOf(own), { failure: 'serverError', jitterStream: jitterOf(own) }),
      responseTimeoutUs,
      groups: false,
      exhausted: 'delivery policy exhausted',
      expired: 'expired',
    }),
};

function policyOf(own: OwnSettings): Required<HealthyRetryPolicy> {
  const curve = ownText(own, 'backoffFunction');
  return {
    minDelayTarget: ownNumber(own, 'minDelayTarget') / second,
    maxDelayTarget: ownNumber(own, 'maxDelayTarget') / second,
    numRetries: ownNumber(own, 'numRetries'),
    numNoDelayRetries: ownNumber(own, 'numNoDelayRetries'),
    numMinDelayRetries: ownNumber(own, 'numMinDelayRetries'),
    numMaxDelayRetries: ownNumber(own, 'numMaxDelayRetries'),
    backoffFunction: backoffCurves.find((one) => one === curve) ?? healthyRetryDefaults.backoffFunction,
  };
}

/** What SNS refuses, and a handling that outlasts the answer it waits for. */
function policyProblems(own: OwnSettings, { longestHandlingIn, longestHandlingUs }: SettingContext): readonly SettingProblem[] {
  const refused = problemOfRetries(policyOf(own));
  const problems: SettingProblem[] = [];
  if (refused !== null) {
    const message = `Invalid parameter: DeliveryPolicy: healthyRetryPolicy.${refused.setting} ${refused.must}.`;
    problems.push({ setting: refused.setting, severity: 'error', message });
  }
  if (longestHandlingUs < responseTimeoutUs) return problems;
  const handling = `${longestHandlingIn}’s longest handling of ${durationText(longestHandlingUs)}`;
  const message = `SNS waits ${durationText(responseTimeoutUs)} for an answer, less than ${handling}: the message is pushed again while it is handled. Put a queue between.`;
  return [...problems, { setting: 'numRetries', severity: 'warning', message }];
}
