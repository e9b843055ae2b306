/** How cells and texts of a ledger are named inside the Y.Doc: `row/field` or `row/field:member` under one root map. */
export { MEMBER_CHARS_MAX, cellKey, parseKey, textKey, type CellKey } from '#domain/lists/cell-names.ts';

/** The one root map of a ledger document. */
export const CELLS = 'cells';
