/** Colours, font and scale of the moment; when any of them changes the sprites are made anew. */
export interface SpriteStyle {
  readonly fills: readonly string[];
  readonly inks: readonly string[];
  readonly outline: string;
  readonly fault: string;
  readonly faultInk: string;
  readonly font: string;
  /** Device pixels per map unit. */
  readonly scale: number;
}

/** What a sprite shows. Roles: 0 event, 1 command, 2 query or reply. */
export interface Face {
  readonly role: number;
  readonly text: string;
  readonly size: 'label' | 'number' | 'dot';
  readonly leftward: boolean;
  /** Small words above the token, such as "delivery 2". */
  readonly note: string;
}

export interface Sprite {
  readonly image: HTMLCanvasElement;
  /** Size of the token itself in device pixels; the image has `margin` around it. */
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

export interface Sprites {
  get(id: string | number, face: () => Face): Sprite;
}

const spritesMax = 600;
const heights = { label: 30, number: 26, dot: 12 } as const;
const fonts = { label: 20, number: 16, dot: 0 } as const;

/** Draws each different token once and keeps the picture. */
export function createSprites(style: SpriteStyle): Sprites {
  const known = new Map<string | number, Sprite>();
  return {
    get(id, face) {
      const found = known.get(id);
      if (found !== undefined) return found;
      if (known.size >= spritesMax) known.clear();
      const made = drawSprite(face(), style);
      known.set(id, made);
      return made;
    },
  };
}

function drawSprite(face: Face, style: SpriteStyle): Sprite {
  const image = document.createElement('canvas');
  const context = image.getContext('2d');
  const height = heights[face.size];
  const font = `600 ${fonts[face.size]}px ${style.font}`;
  if (context !== null) context.font = font;
  const textWidth = face.text === '' || context === null ? 0 : context.measureText(face.text).width;
  const width =
    face.size === 'dot' ? height : Math.max(height * 1.3, textWidth + (face.size === 'label' ? 28 : 18) + (face.role === 1 ? 8 : 0));
  const margin = face.note === '' ? 4 : 24;
  image.width = Math.ceil((width + 2 * margin) * style.scale);
  image.height = Math.ceil((height + 2 * margin) * style.scale);
  if (context !== null) paint(context, { face, style, font, width, height, margin });
  return { image, width: width * style.scale, height: height * style.scale, margin: margin * style.scale };
}

interface Paint {
  readonly face: Face;
  readonly style: SpriteStyle;
  readonly font: string;
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

function paint(context: CanvasRenderingContext2D, { face, style, font, width, height, margin }: Paint): void {
  context.setTransform(style.scale, 0, 0, style.scale, margin * style.scale, margin * style.scale);
  context.fillStyle = style.fills[face.role] ?? '';
  context.strokeStyle = style.outline;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  if (face.role === 2) context.setLineDash([5, 3]);
  outline(context, face, { width, height });
  context.fill();
  context.stroke();
  context.setLineDash([]);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = font;
  context.fillStyle = style.inks[face.role] ?? '';
  const shift = face.role === 1 ? (face.leftward ? 4 : -4) : 0;
  if (face.text !== '') context.fillText(face.text, width / 2 + shift, height / 2 + 1);
  if (face.note !== '') note(context, { face, style, font, width, height, margin });
}

/** Pill for an event, arrow tag for a command, dashed box for a query or an answer: kinds differ without colour. */
function outline(
  context: CanvasRenderingContext2D,
  face: Face,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  context.beginPath();
  if (face.role === 0) return context.roundRect(0, 0, width, height, height / 2);
  if (face.role === 2) return context.roundRect(0, 0, width, height, 3);
  const point = Math.min(height / 2, 12);
  if (face.leftward) {
    corners(context, [width, 0, point, 0, 0, height / 2, point, height, width, height]);
  } else {
    corners(context, [0, 0, width - point, 0, width, height / 2, width - point, height, 0, height]);
  }
}

function corners(context: CanvasRenderingContext2D, at: readonly number[]): void {
  for (let n = 0; n < at.length; n += 2) context.lineTo(at[n]!, at[n + 1]!);
  context.closePath();
}

function note(context: CanvasRenderingContext2D, { face, style, width }: Paint): void {
  context.font = `650 16px ${style.font}`;
  const noteWidth = context.measureText(face.note).width + 14;
  const x = Math.max(width - noteWidth + 8, (width - noteWidth) / 2);
  context.beginPath();
  context.roundRect(x, -17, noteWidth, 22, 11);
  context.fillStyle = style.fault;
  context.fill();
  context.stroke();
  context.fillStyle = style.faultInk;
  context.fillText(face.note, x + noteWidth / 2, -5.5);
}
