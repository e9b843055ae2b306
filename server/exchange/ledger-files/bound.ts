/** Ends the reading of a workbook that is beyond a bound; carries the refusal to the edge of the reader. */
import { refuse, type Refusal } from '#domain/refusals.ts';

export class BeyondBound extends Error {
  override readonly name = 'BeyondBound';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export const beyond = (what: string, max: number): never => {
  throw new BeyondBound(refuse('TOO_MANY', { what, max }));
};
