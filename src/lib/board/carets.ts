/** Carets in one text: others' as they stand now, one's own announced with a bounded rate. Positions are relative ones. */
import * as Y from 'yjs';
import type { Awareness } from 'y-protocols/awareness';
import type { RemoteCaret } from '#grid/shared-text.ts';
import type { PresenceState } from '#protocol/sync.ts';
import { colourOf } from './presence.ts';
import { Paced } from './paced.ts';

/** Own caret moves within this time are announced once. */
export const CARET_MS = 100;

export class CaretBook {
  readonly #awareness: Awareness;
  readonly #moved: () => void;
  readonly #pace = new Paced(CARET_MS);

  constructor(awareness: Awareness, moved: () => void) {
    this.#awareness = awareness;
    this.#moved = moved;
    awareness.on('change', moved);
  }

  inText(doc: Y.Doc, text: Y.Text): RemoteCaret[] {
    const carets: RemoteCaret[] = [];
    for (const [clientId, state] of this.#awareness.getStates() as Map<number, Partial<PresenceState>>) {
      if (clientId === this.#awareness.clientID || !state.user || !state.cursor) continue;
      const anchor = indexOf(doc, text, state.cursor.anchor);
      const head = indexOf(doc, text, state.cursor.head);
      if (anchor === undefined || head === undefined) continue;
      const { id, name } = state.user;
      carets.push({ id: String(clientId), name, colour: colourOf(id), anchor, head });
    }
    return carets;
  }

  announce(text: Y.Text | undefined, anchor: number, head: number): void {
    this.#pace.run(() => {
      const end = text?.length ?? 0;
      const at = (index: number): unknown =>
        text && Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, Math.min(index, end)));
      this.#awareness.setLocalStateField('cursor', text ? { anchor: at(anchor), head: at(head) } : null);
    });
  }

  destroy(): void {
    this.#pace.stop();
    this.#awareness.off('change', this.#moved);
    if (this.#awareness.getLocalState()?.['cursor']) this.#awareness.setLocalStateField('cursor', null);
  }
}

/** Undefined when the position is not one in this text; it comes from another person's page. */
function indexOf(doc: Y.Doc, text: Y.Text, position: unknown): number | undefined {
  if (typeof position !== 'object' || position === null) return undefined;
  try {
    const relative = Y.createRelativePositionFromJSON(position);
    // A name that is no root here would make one, as an empty text that nobody wrote.
    if (relative.tname !== null && !doc.share.has(relative.tname)) return undefined;
    const absolute = Y.createAbsolutePositionFromRelativePosition(relative, doc);
    return absolute?.type === text ? absolute.index : undefined;
  } catch (error) {
    console.warn('Caret that can not be placed', error);
    return undefined;
  }
}
