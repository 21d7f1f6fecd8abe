import { type FaultDefinition, numberOf, percent } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** Messages arrive twice. */
export const duplicate: FaultDefinition = {
  kind: 'duplicate',
  meta: {
    title: 'Duplicate messages',
    group: 'Edge',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'Some messages arrive twice.',
    forUs: null,
    code: 'dup',
    fileKey: 'duplicateInto',
  },
  params: [...messageParams(0.1, 0)],
  label: (spec, title) => `${percent(numberOf(spec, 'p', 0.1))} duplicates${ofType(spec)} into ${title}`,
  open: (spec, { typeOf }) => messageFault(spec, { p: 0.1, count: 0 }, { typeOf, verdict: { kind: 'duplicate', copies: 1 } }),
};
