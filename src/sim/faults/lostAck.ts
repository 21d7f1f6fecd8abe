import { type FaultDefinition, numberOf, percent } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** The work is done, but the broker never learns it: by its own rule it delivers the message again. */
export const lostAck: FaultDefinition = {
  kind: 'lost-ack',
  meta: {
    title: 'Lose acknowledgements',
    group: 'Edge',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'What was handled is not acknowledged: the broker delivers it again, after its lease or with a new connection.',
    forUs: 3_000_000,
    code: 'noack',
    fileKey: 'loseAcknowledgementsOf',
  },
  params: [...messageParams(0.2, 0)],
  label: (spec, title) => `Loses ${percent(numberOf(spec, 'p', 0.2))} of acknowledgements${ofType(spec)} by ${title}`,
  open: (spec, { typeOf }) =>
    messageFault(spec, { p: 0.2, count: 0 }, { typeOf, verdict: { kind: 'drop', reason: 'acknowledgement lost' }, seams: ['settle'] }),
};
