/** What a governed command is: parse unknown input, then decide purely from the ledger as it stands. Nothing here acts. */
import * as v from 'valibot';
import type { RowId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { ListsIndex } from '#domain/projections/lists-index.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Saved } from '#domain/restoring/plan.ts';
import type { Steps } from '#domain/steps.ts';
import type { LedgerActor, LedgerParties, LedgerRole } from '#domain/roles.ts';
import type { CommandName } from '#domain/workflow.ts';

/** A review of this problem that is on record. */
export interface EarlierReview {
  readonly loop: number;
  readonly step: string;
  /** apply | pass | return */
  readonly decision: string;
  readonly organisation: string;
}

/** An organisation of the system that a command names. */
export interface NamedOrganisation {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

/** The ledger as it stands while the command holds its lock, and everything that is not pure. */
export interface CommandContext {
  readonly lists: Lists;
  readonly index: ListsIndex;
  readonly actor: LedgerActor;
  readonly parties: LedgerParties;
  /** instant of the decision, ISO */
  readonly at: string;
  readonly planPassed: boolean;
  readonly closureChain: readonly string[];
  /** as many fresh identifiers as `idsNeeded` asked for */
  readonly ids: readonly string[];
  /** the organisation that the input names; null when it names none, or one that does not exist */
  readonly organisation: NamedOrganisation | null;
  /** earlier reviews of the problem that the input names */
  readonly reviews: readonly EarlierReview[];
  /** what the snapshot that the input names holds and the ledger does not; null when it names none */
  readonly saved: SavedMoment | null;
  /** what a cell or text holds now, by key; a cell never written is null */
  readonly current: (key: string, prose: boolean) => WrittenValue;
  /** hex SHA-256 of a text */
  readonly hash: (content: string) => string;
}

/** Which snapshot is written forward, and how much of it (null: all). */
export interface WrittenForward {
  readonly snapshot: string;
  readonly only: readonly string[] | null;
}

/** A snapshot of this ledger whose content is to be written forward. */
export interface SavedMoment extends Saved {
  readonly snapshot: string;
  readonly number: number;
  /** the snapshot of the moment before the restore; null where nothing had changed since there is none at all */
  readonly before: { readonly id: string; readonly number: number } | null;
}

export type WrittenValue = string | number | boolean | null;
export interface CellWrite {
  readonly row: string;
  readonly field: string;
  readonly member?: string;
  readonly value: WrittenValue;
}
export interface TextWrite {
  readonly row: string;
  readonly field: string;
  readonly value: string;
}

/** Records of the same transaction; the server turns them into SQL. */
export type CommandRecord =
  | {
      readonly kind: 'evidence';
      readonly id: string;
      readonly row: RowId;
      readonly title: string;
      readonly number: string | null;
      readonly note: string | null;
    }
  | {
      readonly kind: 'review';
      readonly id: string;
      readonly problem: RowId;
      readonly loop: number;
      readonly step: string;
      readonly decision: 'apply' | 'pass' | 'return';
      readonly opinion: string | null;
      readonly organisation: string;
      readonly contentHash: string;
    }
  | {
      readonly kind: 'correction';
      readonly id: string;
      readonly problem: RowId;
      readonly oldText: string;
      readonly newText: string;
      readonly reason: string;
    }
  | { readonly kind: 'binned'; readonly row: RowId; readonly list: string }
  | { readonly kind: 'unbinned'; readonly row: RowId }
  /** a snapshot was written forward; `before`: the snapshot of the moment before that */
  | {
      readonly kind: 'restored';
      readonly snapshot: string;
      readonly before: string | null;
      readonly reason: string;
    }
  /** a ledger file was brought in: its import is closed */
  | { readonly kind: 'imported'; readonly import: string }
  | {
      readonly kind: 'feedback';
      readonly id: string;
      readonly import: string;
      readonly rows: Readonly<Record<string, RowId>>;
    };

export interface CommandDecision {
  /** written in this order; a cell may be named twice, then both values are in its history */
  readonly cells: readonly CellWrite[];
  readonly texts?: readonly TextWrite[];
  readonly records?: readonly CommandRecord[];
  /** what the command answers */
  readonly value: unknown;
}

export interface Command<Input> {
  readonly name: CommandName;
  /** the shape of its input, for the description of the doors; `parse` asks more of the values */
  readonly schema: v.GenericSchema;
  readonly parse: (input: unknown) => Outcome<Input>;
  readonly idsNeeded: (input: Input) => number;
  /** the problem whose reviews the decision asks for */
  readonly reviewsOf?: (input: Input) => RowId;
  /** the organisation whose name and kind the decision asks for */
  readonly organisationOf?: (input: Input) => string | null;
  /** the import whose document is kept beside the ledger */
  readonly documentOf?: (input: Input) => string | null;
  /** the snapshot whose content is written forward */
  readonly snapshotOf?: (input: Input) => WrittenForward;
  readonly decide: (input: Input, context: CommandContext) => Outcome<CommandDecision>;
  /** of a command whose input may be long: the same with places to stop (W17) */
  readonly long?: {
    /** how much a raw input brings, before anything of it was looked at */
    readonly size: (input: unknown) => number;
    readonly parse: (input: unknown) => Steps<Outcome<Input>>;
    readonly decide: (input: Input, context: CommandContext) => Steps<Outcome<CommandDecision>>;
  };
}

/** The length of a list in a raw input; 0 for anything else. */
export function lengthIn(input: unknown, name: string): number {
  const list: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  return Array.isArray(list) ? list.length : 0;
}

/** An identifier of a row in a command's input. */
export const rowId = v.custom<RowId>(isId);
/** Text that may be left out; blank counts as left out. */
export const optionalText = v.optional(v.nullable(v.pipe(v.string(), v.trim())));

/** Parse with a schema; what does not fit is BAD_REQUEST with the path of the first fault. Unknown keys are dropped. */
export function parseWith<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): Outcome<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) return accept(parsed.output);
  return refuse('BAD_REQUEST', { field: v.getDotPath(parsed.issues[0]) ?? '' });
}

/** The role and organisation in which an actor of several roles gives the command. */
export function capacityOf(
  actor: LedgerActor,
  roles: readonly LedgerRole[],
): { readonly role: LedgerRole; readonly organisation: string } | undefined {
  const at = actor.roles.findIndex((role) => roles.includes(role));
  return at < 0 ? undefined : { role: actor.roles[at]!, organisation: actor.organisations[at]! };
}
