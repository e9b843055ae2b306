/** Row heights of a long list: where a row begins, which row lies at a height, and one changed height, each in O(log n). */

export class Heights {
  readonly #height: Float64Array;
  readonly #tree: Float64Array;
  readonly #highestBit: number;

  constructor(heights: ArrayLike<number>) {
    const length = heights.length;
    this.#height = Float64Array.from(heights);
    this.#tree = new Float64Array(length + 1);
    for (let index = 1; index <= length; index++) {
      this.#tree[index]! += heights[index - 1]!;
      const parent = index + (index & -index);
      if (parent <= length) this.#tree[parent]! += this.#tree[index]!;
    }
    this.#highestBit = length ? 1 << Math.floor(Math.log2(length)) : 0;
  }

  get length(): number {
    return this.#height.length;
  }

  get total(): number {
    return this.top(this.length);
  }

  height(index: number): number {
    return this.#height[index] ?? 0;
  }

  /** Sum of the heights before `index`. */
  top(index: number): number {
    let sum = 0;
    for (let node = Math.min(index, this.length); node > 0; node -= node & -node) sum += this.#tree[node]!;
    return sum;
  }

  /** The row that covers `y`; the first above, the last below everything. */
  at(y: number): number {
    let found = 0;
    let rest = y;
    for (let step = this.#highestBit; step; step >>= 1) {
      if (found + step <= this.length && this.#tree[found + step]! <= rest) {
        found += step;
        rest -= this.#tree[found]!;
      }
    }
    return Math.max(0, Math.min(found, this.length - 1));
  }

  /** Answers by how much the row grew. */
  set(index: number, height: number): number {
    const grown = height - this.height(index);
    if (grown === 0) return 0;
    this.#height[index] = height;
    for (let node = index + 1; node <= this.length; node += node & -node) this.#tree[node]! += grown;
    return grown;
  }
}

/** Heights that belong to rows, not to places: what was measured follows a row when others are inserted, removed or moved. */
export class RowHeights<R extends { readonly id: string }> {
  #rows: readonly R[] = [];
  #heights = new Heights([]);
  readonly #estimated = new Map<string, number>();
  readonly #measured = new Map<string, number>();

  get total(): number {
    return this.#heights.total;
  }
  top(index: number): number {
    return this.#heights.top(index);
  }
  height(index: number): number {
    return this.#heights.height(index);
  }
  at(y: number): number {
    return this.#heights.at(y);
  }
  isMeasured(id: string): boolean {
    return this.#measured.has(id);
  }

  /** `estimate(index)` in CSS pixels; asked only for rows that are new or whose content changed. */
  accept(rows: readonly R[], estimate: (index: number) => number): void {
    const before = new Map(this.#rows.map((row) => [row.id, row]));
    const heights = new Float64Array(rows.length);
    for (const [index, row] of rows.entries()) {
      if (before.get(row.id) !== row) {
        const guess = estimate(index);
        // a change that leaves the guess alone most likely leaves the height alone
        if (this.#estimated.get(row.id) !== guess) this.#measured.delete(row.id);
        this.#estimated.set(row.id, guess);
      }
      before.delete(row.id);
      heights[index] = this.#measured.get(row.id) ?? this.#estimated.get(row.id)!;
    }
    for (const gone of before.keys()) {
      this.#estimated.delete(gone);
      this.#measured.delete(gone);
    }
    this.#rows = rows;
    this.#heights = new Heights(heights);
  }

  /** Answers by how much the row grew. */
  measure(index: number, height: number): number {
    const row = this.#rows[index];
    if (!row) return 0;
    this.#measured.set(row.id, height);
    return this.#heights.set(index, height);
  }

  /** Everything must be guessed anew, as after a change of a column's width. */
  forget(): void {
    this.#rows = [];
    this.#estimated.clear();
    this.#measured.clear();
  }
}
