import type { ReactElement, ReactNode } from 'react';

interface IconProps {
  readonly size?: number;
}

/** Own inline SVG: never a symbol font, so every system shows the same marks. Icons repeat a label and are hidden from assistive technology. */
function icon(children: ReactNode): (props: IconProps) => ReactElement {
  return function Icon({ size = 20 }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {children}
      </svg>
    );
  };
}

const solid = { fill: 'currentColor', stroke: 'none' } as const;

export const PlayIcon = icon(<path d="M5.5 3.2v13.6a.6.6 0 0 0 .92.5l10.4-6.8a.6.6 0 0 0 0-1L6.42 2.7a.6.6 0 0 0-.92.5Z" {...solid} />);
export const PauseIcon = icon(
  <>
    <rect x="4.5" y="3" width="4" height="14" rx="1" {...solid} />
    <rect x="11.5" y="3" width="4" height="14" rx="1" {...solid} />
  </>,
);
export const NextIcon = icon(
  <>
    <path d="M4 4.2v11.6a.5.5 0 0 0 .77.42l8.6-5.8a.5.5 0 0 0 0-.84l-8.6-5.8A.5.5 0 0 0 4 4.2Z" {...solid} />
    <path d="M16 4v12" strokeWidth="2.25" />
  </>,
);
export const PreviousIcon = icon(
  <>
    <path d="M16 4.2v11.6a.5.5 0 0 1-.77.42l-8.6-5.8a.5.5 0 0 1 0-.84l8.6-5.8a.5.5 0 0 1 .77.42Z" {...solid} />
    <path d="M4 4v12" strokeWidth="2.25" />
  </>,
);
export const NextNotableIcon = icon(
  <>
    <path d="M3 10h7M7 6l4 4-4 4" />
    <path d="m15.5 6 2.5 4-2.5 4-2.5-4Z" {...solid} />
  </>,
);
export const PreviousNotableIcon = icon(
  <>
    <path d="M17 10h-7M13 6l-4 4 4 4" />
    <path d="m4.5 6 2.5 4-2.5 4L2 10Z" {...solid} />
  </>,
);
export const SkipIcon = icon(
  <>
    <path d="M2.5 13c2-6 8-6 10 0" strokeDasharray="1.5 3" />
    <path d="M13.5 9.5 12.8 13.6 8.9 12.4" />
    <path d="M17 5v10" strokeWidth="2.25" />
  </>,
);
export const EndIcon = icon(
  <>
    <path d="M3 4.5v11l6-5.5ZM9.5 4.5v11l6-5.5Z" {...solid} />
    <path d="M17 4v12" strokeWidth="2.25" />
  </>,
);
export const StartIcon = icon(
  <>
    <path d="M17 4.5v11L11 10ZM10.5 4.5v11L4.5 10Z" {...solid} />
    <path d="M3 4v12" strokeWidth="2.25" />
  </>,
);
export const UndoIcon = icon(<path d="M7.5 4 3.5 8l4 4M3.5 8h8a5 5 0 0 1 0 10H8" transform="translate(0 -1)" />);
export const RedoIcon = icon(<path d="m12.5 4 4 4-4 4M16.5 8h-8a5 5 0 0 0 0 10H12" transform="translate(0 -1)" />);
export const BreakIcon = icon(<path d="M11.2 1.8 4.5 11h4.3l-1 7.2L15.5 8.6h-4.8Z" {...solid} />);
export const ShareIcon = icon(
  <>
    <circle cx="5" cy="10" r="2.4" />
    <circle cx="15" cy="4.6" r="2.4" />
    <circle cx="15" cy="15.4" r="2.4" />
    <path d="m7.2 8.9 5.6-3.1M7.2 11.1l5.6 3.1" />
  </>,
);
export const HelpIcon = icon(
  <>
    <circle cx="10" cy="10" r="7.8" />
    <path d="M7.8 7.6a2.3 2.3 0 1 1 3.2 2.1c-.7.3-1 .8-1 1.6" />
    <circle cx="10" cy="14.2" r="0.6" {...solid} />
  </>,
);
export const LightIcon = icon(
  <>
    <circle cx="10" cy="10" r="3.6" />
    <path d="M10 1.8v1.8M10 16.4v1.8M1.8 10h1.8M16.4 10h1.8M4.2 4.2l1.3 1.3M14.5 14.5l1.3 1.3M15.8 4.2l-1.3 1.3M5.5 14.5l-1.3 1.3" />
  </>,
);
export const DarkIcon = icon(<path d="M16.6 12.2A7.2 7.2 0 0 1 7.8 3.4a7.2 7.2 0 1 0 8.8 8.8Z" />);
export const SystemThemeIcon = icon(
  <>
    <circle cx="10" cy="10" r="7.4" />
    <path d="M10 2.6a7.4 7.4 0 0 1 0 14.8Z" {...solid} />
  </>,
);
export const MoreIcon = icon(
  <>
    <circle cx="4" cy="10" r="1.6" {...solid} />
    <circle cx="10" cy="10" r="1.6" {...solid} />
    <circle cx="16" cy="10" r="1.6" {...solid} />
  </>,
);
export const CloseIcon = icon(<path d="m5 5 10 10M15 5 5 15" strokeWidth="2" />);
export const ChevronIcon = icon(<path d="m5.5 8 4.5 4.5L14.5 8" strokeWidth="2" />);
export const ConductorIcon = icon(
  <>
    <circle cx="10" cy="4.6" r="2.4" />
    <path d="M10 7v3.4M4.5 15v-2a2.6 2.6 0 0 1 2.6-2.6h5.8a2.6 2.6 0 0 1 2.6 2.6v2" />
    <circle cx="4.5" cy="16.4" r="1.4" {...solid} />
    <circle cx="10" cy="16.4" r="1.4" {...solid} />
    <circle cx="15.5" cy="16.4" r="1.4" {...solid} />
  </>,
);
export const AlertIcon = icon(
  <>
    <path d="M10 2.6 18.2 17H1.8Z" />
    <path d="M10 8v4" />
    <circle cx="10" cy="14.4" r="0.7" {...solid} />
  </>,
);
