import { type FaultDefinition, numberOf } from './fault';

/** Handlers take longer. */
export const slow: FaultDefinition = {
  kind: 'slow',
  meta: {
    title: 'Slow',
    group: 'Service',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'Every handler of this service takes several times as long.',
    forUs: 4_000_000,
    code: 'slow',
    fileKey: 'slow',
  },
  params: [{ name: 'factor', title: 'Factor', type: 'number', default: 5, min: 1, max: 1000, unit: '×', integer: false }],
  label: (spec, title) => `${title} ×${numberOf(spec, 'factor', 5)} slower`,
  open: (spec) => {
    const factor = numberOf(spec, 'factor', 5);
    return { begins: [], ends: [], at: { receive: () => ({ kind: 'slow', factor }) } };
  },
};
