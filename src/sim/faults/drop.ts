import { type FaultDefinition, numberOf, percent } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** Messages vanish on their way to the target. */
export const drop: FaultDefinition = {
  kind: 'drop',
  meta: {
    title: 'Lose messages',
    group: 'Edge',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'Messages vanish on their way in; nobody is told.',
    forUs: null,
    code: 'drop',
    fileKey: 'dropInto',
  },
  params: [...messageParams(0.2, 0)],
  label: (spec, title) => `Loses ${percent(numberOf(spec, 'p', 0.2))}${ofType(spec)} into ${title}`,
  open: (spec, { typeOf }) => messageFault(spec, { p: 0.2, count: 0 }, { typeOf, verdict: { kind: 'drop', reason: 'lost on the way' } }),
};
