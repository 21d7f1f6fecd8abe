import type { ReactNode } from 'react';

interface Mark {
  readonly word: string;
  readonly width: number;
  readonly drawing: ReactNode;
}

const line = { stroke: 'var(--outline)', strokeWidth: 1.5, strokeLinejoin: 'round' } as const;
const fill = (role: string): string => `var(--role-${role}-fill)`;

/** Small pictures of every mark, in the order of the legend. */
export const legendMarks = {
  service: { word: 'service', width: 22, drawing: <path d="M1 3h20v16H1z" fill={fill('service')} {...line} /> },
  outside: { word: 'outside', width: 22, drawing: <path d="M1 3h15l5 5v11H1z" fill={fill('external')} {...line} /> },
  readModel: {
    word: 'read model',
    width: 22,
    drawing: <path d="M1 3h20v16H1zM1 8h20M1 13h20M8 3v16" fill={fill('read-model')} {...line} />,
  },
  policy: { word: 'rule', width: 22, drawing: <path d="M1 3h20v16H1zM5 3v16" fill={fill('policy')} {...line} /> },
  command: { word: 'command', width: 30, drawing: <path d="M1 3h20l8 8-8 8H1z" fill={fill('command')} {...line} /> },
  event: { word: 'event', width: 30, drawing: <rect x={1} y={3} width={28} height={16} rx={8} fill={fill('event')} {...line} /> },
  answer: {
    word: 'answer',
    width: 30,
    drawing: <rect x={1} y={3} width={28} height={16} rx={2} fill={fill('query')} {...line} strokeDasharray="4 3" />,
  },
  waiting: {
    word: 'waiting',
    width: 40,
    drawing: (
      <>
        <rect x={1} y={3} width={16} height={16} rx={8} fill={fill('event')} {...line} />
        <rect x={21} y={3} width={16} height={16} rx={2} fill="var(--slot)" stroke="var(--rule)" strokeWidth={1.5} />
      </>
    ),
  },
  outbox: {
    word: 'outbox',
    width: 22,
    drawing: <path d="M2 11v8h18v-8M11 14V3M7 7l4-4 4 4" fill="none" stroke="var(--text)" strokeWidth={1.75} strokeDasharray="2 1" />,
  },
  deadLetter: {
    word: 'dead letters',
    width: 22,
    drawing: <path d="M2 12l3-7h12l3 7v7H2zM2 12h5l1 2h6l1-2h5M8 6l6 4M14 6l-6 4" fill="none" stroke="var(--fault)" strokeWidth={1.75} />,
  },
  attempt: {
    word: 'delivery number',
    width: 24,
    drawing: (
      <>
        <rect x={1} y={3} width={16} height={16} rx={8} fill={fill('event')} {...line} />
        <circle cx={17} cy={6} r={5} fill="var(--slot)" stroke="var(--outline)" />
      </>
    ),
  },
  duplicate: {
    word: 'duplicate',
    width: 22,
    drawing: (
      <>
        <rect x={1} y={2} width={18} height={18} rx={9} fill={fill('event')} {...line} />
        <rect x={5} y={6} width={10} height={10} rx={5} fill="none" stroke="var(--outline)" />
      </>
    ),
  },
  poison: {
    word: 'poison',
    width: 22,
    drawing: (
      <>
        <rect x={2} y={2} width={18} height={18} rx={9} fill={fill('event')} {...line} />
        <path d="M5 17L17 5" stroke={fill('fault')} strokeWidth={3} />
      </>
    ),
  },
  down: {
    word: 'down',
    width: 22,
    drawing: (
      <>
        <circle cx={11} cy={11} r={9} fill={fill('fault')} {...line} />
        <path d="M7 7l8 8M15 7l-8 8" stroke="var(--role-fault-ink)" strokeWidth={2.5} />
      </>
    ),
  },
} satisfies Record<string, Mark>;

export type LegendMark = keyof typeof legendMarks;
