/** Damerau–Levenshtein distance (adjacent swaps count once), case folded by the caller; names are short, so the plain table is fine. */
export function editDistance(one: string, other: string): number {
  const width = other.length + 1;
  const table = new Uint16Array((one.length + 1) * width);
  const cell = (row: number, column: number): number => table[row * width + column] ?? 0;
  for (let row = 0; row <= one.length; row++) table[row * width] = row;
  for (let column = 0; column < width; column++) table[column] = column;
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column < width; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      let best = Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, cell(row - 1, column - 1) + same);
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (swapped) best = Math.min(best, cell(row - 2, column - 2) + 1);
      table[row * width + column] = best;
    }
  }
  return cell(one.length, other.length);
}

/** The known name most like `name`, or null when none is near enough (a third of its length, at least 2 edits). */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > 64) return null;
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return bestDistance >= Math.max(name.length, best?.length ?? 0) ? null : best;
}
