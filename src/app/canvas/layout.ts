import type { PlaceInfo, RunHeader } from '../../sim';

/** Geometry of the map in its own units: at Stage size one unit is one CSS pixel. All numbers are whole. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Band = 'upper' | 'broker' | 'coordinator' | 'lower';

export interface PlaceBox {
  readonly place: number;
  readonly band: Band;
  readonly card: Box;
  /** Where its waiting messages stand; null = it has no inbox of its own (customer, broker, read models). */
  readonly strip: Box | null;
  /** Column of the line that leaves it and of the line that reaches it. */
  readonly outX: number;
  readonly inX: number;
  /** True in a row that is not next to the bus: its lines run beside the cards. */
  readonly detour: boolean;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** Screen pixels per unit. */
  readonly zoom: number;
  readonly narrow: boolean;
  /** By place index; null = not drawn. */
  readonly boxes: readonly (PlaceBox | null)[];
  readonly bus: Box;
  /** Height at which messages travel inside the bus. */
  readonly laneY: number;
  /** Heights of direct lines and of answers above the bus, and below it. */
  readonly channels: { readonly upperY: number; readonly answerY: number; readonly lowerY: number; readonly floorY: number };
  /** Reserved in every option; empty when there is no coordinator. */
  readonly coordinatorBand: Box;
  /** The big button on the customer's card. */
  readonly button: Box | null;
  readonly slots: number;
  /** Distance of the first slot from the edge of a card in the upper row. */
  readonly slotsAt: number;
  readonly slotSize: number;
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly cardWidth: number;
  readonly gap: number;
  readonly left: number;
}

interface Bands {
  readonly top: number;
  readonly cardHeight: number;
  readonly stripHeight: number;
  readonly busY: number;
  readonly busHeight: number;
  readonly coordinatorY: number;
  readonly coordinatorHeight: number;
  readonly lowerY: number;
  readonly lowerHeight: number;
}

/** Room below the map for the legend, in CSS pixels. */
export const legendPx = 56;

const narrowBelowPx = 760;
const wide = { width: 1280, margin: 24, columns: 5, stripHeight: 32, coordinatorHeight: 64, slotSize: 26, slots: 4 } as const;
const slim = { width: 480, margin: 24, columns: 2, stripHeight: 60, coordinatorHeight: 144, slotSize: 54, slots: 2 } as const;
const cardHeight = 108;
const lowerHeight = 84;
const busHeight = 60;
const rowGap = 16;
const bandGap = 16;
const edgeGap = 12;
const stripGap = 6;
const cardWidthMax = 296;
const outAt = 24;
const slotsAt = 50;
const slotsWidth = 110;
/** Between the columns of the first lower card, so that no two lines run side by side. */
const coordinatorOutAt = 152;
const textAt = 12;

/** Pure: one geometry for all four options, because only main services, peripherals and the size decide it. */
export function layoutMap(header: RunHeader, size: { readonly width: number; readonly height: number }): MapLayout {
  const narrow = size.width < narrowBelowPx;
  const form = narrow ? slim : wide;
  const upper = indexesOf(header, isUpper).toSorted((a, b) => Number(isCustomer(header, b)) - Number(isCustomer(header, a)));
  const lower = indexesOf(header, isLower);
  const rows = { upper: rowsOf(upper.length, form.columns), lower: rowsOf(lower.length, form.columns) };
  const need = heightNeeded(rows, form);
  const zoom = narrow ? size.width / form.width : Math.min(size.width / form.width, size.height / need);
  const width = Math.round(size.width / zoom);
  const height = narrow ? need : Math.max(need, Math.round(size.height / zoom));
  const bands = bandsOf(rows, form, height - need);
  const grids = { upper: gridOf(upper.length, form, { width, gap: 18 }), lower: gridOf(lower.length, form, { width, gap: 16 }) };
  const boxes: (PlaceBox | null)[] = header.places.map(() => null);
  upper.forEach((place, n) => (boxes[place] = upperBox(header, { place, n }, grids.upper, bands)));
  lower.forEach((place, n) => (boxes[place] = lowerBox(header, { place, n }, grids.lower, { bands, form })));
  const bus = { x: form.margin, y: bands.busY, width: width - 2 * form.margin, height: bands.busHeight };
  const coordinatorBand = { ...bus, y: bands.coordinatorY, height: bands.coordinatorHeight };
  placeBands(header, boxes, { bus, coordinatorBand });
  return {
    width,
    height,
    zoom,
    narrow,
    boxes,
    bus,
    laneY: bus.y + bus.height - 18,
    slotsAt,
    channels: {
      upperY: bus.y - 12,
      answerY: bus.y - 5,
      lowerY: bus.y + bus.height + 8,
      floorY: bands.lowerY + rows.lower * (bands.lowerHeight + rowGap) - rowGap + 8,
    },
    coordinatorBand,
    button: buttonOf(header, boxes, bands),
    slots: form.slots,
    slotSize: form.slotSize,
  };
}

const isCustomer = (header: RunHeader, place: number): boolean => header.places[place]?.kind === 'customer';
const isUpper = (place: PlaceInfo): boolean => place.kind === 'customer' || (isActor(place) && place.main);
const isLower = (place: PlaceInfo): boolean => place.kind === 'projector' || place.kind === 'readModel' || (isActor(place) && !place.main);
const isActor = (place: PlaceInfo): boolean => place.kind === 'service' || place.kind === 'external';
const rowsOf = (count: number, columns: number): number => Math.ceil(count / columns);

function indexesOf(header: RunHeader, test: (place: PlaceInfo) => boolean): number[] {
  return header.places.flatMap((place, index) => (test(place) ? [index] : []));
}

type Form = typeof wide | typeof slim;
type Rows = { readonly upper: number; readonly lower: number };

function heightNeeded(rows: Rows, form: Form): number {
  const upper = rows.upper * (cardHeight + stripGap + form.stripHeight + rowGap) - rowGap;
  const lower = rows.lower * (lowerHeightOf(form) + rowGap);
  return edgeGap + upper + bandGap + busHeight + bandGap + form.coordinatorHeight + lower + edgeGap - 2;
}

const lowerHeightOf = (form: Form): number => lowerHeight + (form === slim ? 32 : 0);

/** Spare height makes cards and bus a little taller and the rest goes to the gaps between the bands. */
function bandsOf(rows: Rows, form: Form, spare: number): Bands {
  const share = (part: number, most: number): number => Math.round(Math.min(spare * part, most));
  const grown = { card: share(0.16 / Math.max(1, rows.upper), 56), bus: share(0.08, 24), lower: share(0.12 / Math.max(1, rows.lower), 40) };
  const rest = spare - grown.card * rows.upper - grown.bus - grown.lower * rows.lower;
  const gap = bandGap + Math.floor(rest / 5);
  const top = edgeGap + Math.floor(rest / 5);
  const card = cardHeight + grown.card;
  const busY = top + rows.upper * (card + stripGap + form.stripHeight + rowGap) - rowGap + gap;
  const coordinatorY = busY + busHeight + grown.bus + gap;
  return {
    top,
    cardHeight: card,
    stripHeight: form.stripHeight,
    busY,
    busHeight: busHeight + grown.bus,
    coordinatorY,
    coordinatorHeight: form.coordinatorHeight,
    lowerY: coordinatorY + form.coordinatorHeight + gap,
    lowerHeight: lowerHeightOf(form) + grown.lower,
  };
}

function gridOf(count: number, form: Form, space: { readonly width: number; readonly gap: number }): Grid {
  const columns = Math.max(1, Math.min(count, form.columns));
  const rows = rowsOf(count, form.columns);
  const inner = space.width - 2 * form.margin;
  const cardWidth = Math.min(Math.floor((inner - (columns - 1) * space.gap) / columns), Math.max(cardWidthMax, Math.floor(inner / 5)));
  const left = form.margin + Math.floor((inner - columns * cardWidth - (columns - 1) * space.gap) / 2);
  return { columns, rows, cardWidth, gap: space.gap, left };
}

function cell(grid: Grid, n: number): { readonly x: number; readonly row: number } {
  return { x: grid.left + (n % grid.columns) * (grid.cardWidth + grid.gap), row: Math.floor(n / grid.columns) };
}

type Nth = { readonly place: number; readonly n: number };

function upperBox(header: RunHeader, { place, n }: Nth, grid: Grid, bands: Bands): PlaceBox {
  const { x, row } = cell(grid, n);
  const customer = isCustomer(header, place);
  const rowHeight = bands.cardHeight + stripGap + bands.stripHeight;
  const y = bands.top + row * (rowHeight + rowGap);
  const detour = row < grid.rows - 1;
  return {
    place,
    band: 'upper',
    card: { x, y, width: grid.cardWidth, height: customer ? rowHeight : bands.cardHeight },
    strip: customer ? null : { x, y: y + bands.cardHeight + stripGap, width: grid.cardWidth, height: bands.stripHeight },
    ...portsOf(x, grid, { detour, slotsFrom: slotsAt }),
    detour,
  };
}

function lowerBox(header: RunHeader, { place, n }: Nth, grid: Grid, { bands, form }: { bands: Bands; form: Form }): PlaceBox {
  const { x, row } = cell(grid, n);
  const y = bands.lowerY + row * (bands.lowerHeight + rowGap);
  const detour = row > 0;
  const readModel = header.places[place]?.kind === 'readModel';
  const card = { x, y, width: grid.cardWidth, height: bands.lowerHeight };
  const strip = { x, y: y + bands.lowerHeight - form.stripHeight, width: grid.cardWidth, height: form.stripHeight };
  return {
    place,
    band: 'lower',
    card,
    strip: readModel ? null : strip,
    ...portsOf(x, grid, { detour, slotsFrom: readModel ? null : textAt }),
    detour,
  };
}

function portsOf(
  x: number,
  grid: Grid,
  how: { readonly detour: boolean; readonly slotsFrom: number | null },
): { readonly outX: number; readonly inX: number } {
  if (how.detour) return { outX: x + grid.cardWidth + 5, inX: x + grid.cardWidth + 11 };
  return { outX: x + outAt, inX: x + (how.slotsFrom === null ? Math.floor(grid.cardWidth / 2) : how.slotsFrom + slotsWidth / 2) };
}

function placeBands(header: RunHeader, boxes: (PlaceBox | null)[], bands: { readonly bus: Box; readonly coordinatorBand: Box }): void {
  header.places.forEach((place, index) => {
    const ports = { outX: bands.bus.x + coordinatorOutAt, inX: bands.bus.x + coordinatorOutAt + 32, strip: null, detour: false };
    if (place.kind === 'broker') boxes[index] = { place: index, band: 'broker', card: bands.bus, ...ports };
    if (place.kind === 'coordinator') boxes[index] = { place: index, band: 'coordinator', card: bands.coordinatorBand, ...ports };
  });
}

function buttonOf(header: RunHeader, boxes: readonly (PlaceBox | null)[], bands: Bands): Box | null {
  const card = boxes[header.places.findIndex((place) => place.kind === 'customer')]?.card;
  if (card === undefined) return null;
  const height = Math.max(48, bands.stripHeight + stripGap);
  return { x: card.x + 12, y: card.y + card.height - height - 12, width: card.width - 24, height };
}
