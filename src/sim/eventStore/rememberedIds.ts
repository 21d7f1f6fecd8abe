/** Ids of the last events, and where they went. Memory only: a restart forgets it. */
export class RememberedIds {
  readonly #max: number;
  readonly #places = new Map<string, { readonly stream: string; readonly revision: number }>();

  constructor(max: number) {
    this.#max = max;
  }

  remember(id: string, stream: string, revision: number): void {
    this.#places.delete(id);
    this.#places.set(id, { stream, revision });
    if (this.#places.size <= this.#max) return;
    for (const oldest of this.#places.keys()) {
      this.#places.delete(oldest);
      return;
    }
  }

  revisionIn(stream: string, id: string): number | undefined {
    const place = this.#places.get(id);
    return place?.stream === stream ? place.revision : undefined;
  }

  forget(): void {
    this.#places.clear();
  }
}
