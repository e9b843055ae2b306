/** Acts of the log as people read them: the typing of one person in one text is one act (rule H4). Pure; acts come newest first. */
import { composeSplices, type TextSplice } from '#domain/history/splices.ts';

/** The longest pause within one act of typing, the longest it lasts, and the splices that are read as one. */
export const PAUSE_MS_MAX = 5 * 60_000;
export const TYPING_MS_MAX = 30 * 60_000;
export const TYPING_SPLICES_MAX = 1_000;

export interface CellChanged {
  readonly kind: 'value';
  readonly cell: string;
}
export interface TextChanged {
  readonly kind: 'text';
  readonly cell: string;
  /** as the log has them, see `TextSplice` */
  readonly splices: readonly TextSplice[];
}

/** One commit; `standing` is equal where name, roles and organisations are. */
export interface Act {
  readonly seq: number;
  /** ISO instant */
  readonly at: string;
  readonly person: string;
  readonly standing: string;
  readonly act: string;
  readonly changes: readonly (CellChanged | TextChanged)[];
  /** changes that are not given */
  readonly more: number;
}

/** One act of a person: of one commit, or of many with one text change among them all. */
export interface Run<A extends Act> {
  /** the newest */
  readonly last: A;
  readonly first: A;
  readonly commits: number;
  /** of typing in one text: all of it, composed; else null */
  readonly typing: { readonly cell: string; readonly splices: readonly TextSplice[] } | null;
}

interface Open<A extends Act> {
  readonly last: A;
  first: A;
  commits: number;
  readonly cell: string | null;
  /** newest commit first */
  readonly typed: (readonly TextSplice[])[];
  splices: number;
}

const instant = (act: Act): number => Date.parse(act.at);

/** The text that this commit, and nothing else, was typed in. */
function typedIn(act: Act): TextChanged | undefined {
  const [only] = act.changes;
  return act.act === 'edit' && act.more === 0 && act.changes.length === 1 && only?.kind === 'text'
    ? only
    : undefined;
}

export class Runs<A extends Act> {
  readonly #max: number;
  readonly #runs: Open<A>[] = [];
  /** cell → the run that changed it next */
  readonly #next = new Map<string, Open<A>>();

  /** `max`: runs of one page. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#runs.length;
  }

  /** The next older commit. False, and not taken, when it would begin one run too many. */
  add(act: A): boolean {
    const typed = typedIn(act);
    const run = typed && this.#next.get(typed.cell);
    if (typed && run && this.#continues(run, act, typed)) {
      run.first = act;
      run.commits += 1;
      run.typed.push(typed.splices);
      run.splices += typed.splices.length;
      return true;
    }
    if (this.#runs.length >= this.#max) return false;
    const made: Open<A> = {
      last: act,
      first: act,
      commits: 1,
      cell: typed?.cell ?? null,
      typed: typed ? [typed.splices] : [],
      splices: typed?.splices.length ?? 0,
    };
    this.#runs.push(made);
    for (const { cell } of act.changes) this.#next.set(cell, made);
    return true;
  }

  /** Is this commit of the same typing as the run that follows it in this text? */
  #continues(run: Open<A>, act: A, typed: TextChanged): boolean {
    return (
      run.cell === typed.cell &&
      run.last.person === act.person &&
      run.last.standing === act.standing &&
      instant(run.first) - instant(act) <= PAUSE_MS_MAX &&
      instant(run.last) - instant(act) <= TYPING_MS_MAX &&
      run.splices + typed.splices.length <= TYPING_SPLICES_MAX
    );
  }

  /** Newest first, by their last commit. */
  runs(): readonly Run<A>[] {
    return this.#runs.map(({ last, first, commits, cell, typed }) => ({
      last,
      first,
      commits,
      typing: cell === null ? null : { cell, splices: composeSplices([...typed].reverse().flat()) },
    }));
  }
}
