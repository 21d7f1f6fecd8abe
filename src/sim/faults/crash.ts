import { pass, type SeamName, type Verdict } from '../seams';
import type { CrashPoint } from './definition';
import { type FaultDefinition, textOf } from './fault';

const seamOf: Readonly<Record<Exclude<CrashPoint, 'now'>, SeamName>> = {
  'before-effect': 'handle',
  'before-publish': 'commit',
  'before-ack': 'acknowledge',
};

const words: Readonly<Record<CrashPoint, string>> = {
  now: 'down',
  'before-effect': 'crashes before the effect',
  'before-publish': 'crashes after commit, before publish',
  'before-ack': 'crashes after publish, before ack',
};

const isPoint = (text: string): text is Exclude<CrashPoint, 'now'> => text in seamOf;

/** The process dies: at once, or when it next reaches a point that decides between losing and doubling. */
export const crash: FaultDefinition = {
  kind: 'crash',
  meta: {
    title: 'Crash',
    group: 'Service',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'What it had in memory is gone; what it had saved is not. It starts again when the bar ends.',
    forUs: 2_000_000,
    code: 'crash',
    fileKey: 'crash',
  },
  params: [
    { name: 'point', title: 'When', type: 'choice', default: 'now', choices: ['now', 'before-effect', 'before-publish', 'before-ack'] },
  ],
  label: (spec, title) => `${title} ${words[textOf(spec, 'point', 'now') as CrashPoint] ?? 'down'}`,
  open: (spec, { forUs }) => {
    const point = textOf(spec, 'point', 'now');
    if (!isPoint(point)) return { begins: [{ kind: 'crash', point: 'now' }], ends: [{ kind: 'restart' }], at: {} };
    let crashed = false;
    const strike = (): Verdict => {
      if (crashed) return pass;
      crashed = true;
      return { kind: 'crash', point, forUs };
    };
    return { begins: [], ends: [{ kind: 'restart' }], at: { [seamOf[point]]: strike } };
  },
};
