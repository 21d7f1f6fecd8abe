import { type FaultDefinition, numberOf, percent } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** The place's database rolls the transaction back: neither state nor inbox nor outbox keep anything of it (OBX-003). */
export const dbRefuses: FaultDefinition = {
  kind: 'db-refuses',
  meta: {
    title: 'Database refuses',
    group: 'Service',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'Its database rolls commits back: the handling fails and leaves nothing, in outbox and inbox neither.',
    forUs: 3_000_000,
    code: 'dbno',
    fileKey: 'databaseRefuses',
  },
  params: [...messageParams(1, 0)],
  label: (spec, title) => `Database of ${title} refuses ${percent(numberOf(spec, 'p', 1))}${ofType(spec)}`,
  open: (spec, { typeOf }) =>
    messageFault(spec, { p: 1, count: 0 }, { typeOf, verdict: { kind: 'fail', reason: 'database refused the commit' }, seams: ['handle'] }),
};
