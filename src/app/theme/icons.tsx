import type { ReactNode } from 'react';

/** Own drawings on a 16-unit grid; they take the colour of the text and never carry a meaning alone. */
export type IconName = keyof typeof drawings;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {drawings[name]}
    </svg>
  );
}

const drawings = {
  cross: <path d="M4 4l8 8M12 4l-8 8" strokeWidth={2.5} />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  hourglass: <path d="M4 2h8M4 14h8M5 2c0 4 6 4 6 6s-6 2-6 6M11 2c0 4-6 4-6 6s6 2 6 6" />,
  snail: <path d="M2 13h9c3 0 4-3 3-5M14 8V5M12 8V5M11 13a4 4 0 1 0-5-4 2.3 2.3 0 1 0 3.5-2" />,
  rotate: <path d="M13 8a5 5 0 1 1-2-4M13 2v3h-3" />,
  retry: <path d="M13 8a5 5 0 1 1-2-4M13 2v3h-3" />,
  gap: <path d="M1 8h4M11 8h4M5 8l4-5" />,
  unplugged: <path d="M2 14l3-3M4 8l4 4M5.5 9.500L8 7M9 13l2-2M14 2l-3 3M8 4l4 4" />,
  flag: <path d="M4 14V2M4 3h8l-2 2.500L12 8H4" />,
  envelope: <path d="M2 4h12v8H2zM2 4l6 5 6-5" />,
  tray: <path d="M2 8l2-5h8l2 5v5H2zM2 8h4l1 2h2l1-2h4" />,
  trayOut: <path d="M2 9v5h12V9M8 10V2M5 5l3-3 3 3" />,
  trayDead: <path d="M2 8l2-5h8l2 5v5H2zM2 8h4l1 2h2l1-2h4M6.5 4.500l3 2M9.5 4.500l-3 2" />,
  table: <path d="M2 3h12v10H2zM2 6.500h12M6 3v10" />,
  rule: <path d="M4 2v12M7 2v12M10 5h4M10 8h4M10 11h3" />,
  steps: <path d="M2 4h3v3H2zM6 8h4v3H6zM11 3h3v3h-3zM5 5.500h1.500V8M10 9.500h2.500V6" />,
  broker: <path d="M2 5h12v6H2zM5 2v3M11 2v3M5 11v3M11 11v3" />,
  person: <path d="M8 7.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 14c0-3 2-4.5 5-4.500s5 1.5 5 4.5" />,
  service: <path d="M3 3h10v10H3zM3 6.500h10" />,
  clock: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.500l2 1.5" />,
  copy: <path d="M2 5h8v8H2zM6 5V3h8v8h-4" />,
  bolt: <path d="M9 1L3 9h4l-1 6 6-8H8z" />,
  trash: <path d="M3 4h10M6 4V2h4v2M4.5 4l.5 10h6l.5-10" />,
  eye: <path d="M1 8c3-5 11-5 14 0-3 5-11 5-14 0zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z" />,
  earlier: <path d="M10 3L5 8l5 5" />,
  later: <path d="M6 3l5 5-5 5" />,
  first: <path d="M12 3L7 8l5 5M4 3v10" />,
  more: <path d="M3 8h.01M8 8h.01M13 8h.01" strokeWidth={3} />,
  mend: <path d="M10 2a4 4 0 0 0-3.5 5.500L2 12l2 2 4.5-4.500A4 4 0 0 0 14 6l-2.5 1.5-2-1L10 4z" />,
  follow: <path d="M2 12c3 0 3-8 6-8s3 8 6 8M12 10l2 2-2 2" />,
  check: <path d="M3 8.500l3.5 3.500L13 4.5" />,
  power: <path d="M8 2v6M4.5 4.500a5 5 0 1 0 7 0" />,
  question: <path d="M5.500 6a2.5 2.5 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M8 13h.01" />,
  node: <path d="M8 2l5 3v6l-5 3-5-3V5z" />,
  shuffle: <path d="M2 5h3l6 6h3M2 11h3l2-2M9 7l2-2h3M12 3l2 2-2 2M12 9l2 2-2 2" />,
  link: <path d="M7 9a3 3 0 0 0 4 0l2-2a3 3 0 0 0-4-4L8 4M9 7a3 3 0 0 0-4 0L3 9a3 3 0 0 0 4 4l1-1" />,
  poison: <path d="M8 2a5 5 0 0 0-3 9v3h6v-3a5 5 0 0 0-3-9zM6 8h.01M10 8h.01M7 14v-2M9 14v-2" />,
} satisfies Record<string, ReactNode>;
