import { assertUnreachable } from '../../base/assert';
import type { Trace } from '../../sim';
import { messageText } from '../narrator/names';
import { brokerOutOfReach, busyWith, outer, placeOutOfOrder } from './conditions';
import { type Because, becauseMax, type Explanation, type Question } from './question';
import { plain, type Scene, sceneAt } from './scene';
import { whyNotYet } from './whyAbsence';
import { whyMessageAt } from './whyMessage';
import { whyBroken } from './whyRule';

/** A causal explanation, computed from the facts up to `time`: nearest cause first, root cause last. Never empty. */
export function whyAt(trace: Trace, time: number, question: Question): Explanation {
  const scene = sceneAt(trace, time);
  return { question, because: answer(scene, question).slice(0, becauseMax) };
}

function answer(scene: Scene, question: Question): readonly Because[] {
  switch (question.kind) {
    case 'message':
      return whyMessage(scene, question.message, question.place);
    case 'place':
      return whyPlace(scene, question.place);
    case 'absence':
      return whyNotYet(scene, question.place, question.key);
    case 'rule':
      return whyBroken(scene, question.row);
    default:
      return assertUnreachable(question);
  }
}

function whyMessage(scene: Scene, message: number, place: number): readonly Because[] {
  const places = place >= 0 ? [place] : [...scene.header.places.keys()];
  const found = places.flatMap((one) => whyMessageAt(scene, message, one) ?? []);
  if (found.length > 0) return found;
  return [plain(scene, `${messageText(scene.trace, message)} does not exist yet or is on its way.`, 0, message)];
}

function whyPlace(scene: Scene, place: number): readonly Because[] {
  const isBroker = place === scene.broker;
  const causes = isBroker ? brokerOutOfReach(scene) : [...placeOutOfOrder(scene, place), ...busyWith(scene, place)];
  if (causes.length > 0) return causes;
  return [plain(scene, `${outer(scene, place)} is well and has nothing to do.`, place)];
}
