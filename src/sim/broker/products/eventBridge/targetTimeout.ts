import { durationText } from '../misfit';
import type { SettingContext, SettingProblem } from '../product';

/** A target over HTTP has so long to answer (user guide, API destinations); then the attempt has failed and is retried. */
export const targetTimeoutUs = 5_000_000;

/** A handling that outlasts the answer EventBridge waits for. */
export function slowTargetProblems(setting: string, { longestHandlingIn, longestHandlingUs }: SettingContext): readonly SettingProblem[] {
  if (longestHandlingUs < targetTimeoutUs) return [];
  const handling = `${longestHandlingIn}’s longest handling of ${durationText(longestHandlingUs)}`;
  const message = `EventBridge waits ${durationText(targetTimeoutUs)} for an answer, less than ${handling}: the event is pushed again while it is handled. Put a queue between.`;
  return [{ setting, severity: 'warning', message }];
}
