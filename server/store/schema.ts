/** Typed tables of `ledgers.db`. Columns are created by the numbered steps in migrations/; JSON columns hold canonical JSON text. */
import type { Generated } from 'kysely';

/** Instants are ISO-8601 UTC with milliseconds; days are YYYY-MM-DD; booleans are 0 or 1. */
type Instant = string;
type Flag = 0 | 1;

/** A name and standing for every account of accounts.db, so that content never joins over two files. */
export interface PersonTable {
  id: string;
  username: string;
  name: string;
  active: Flag;
  must_change_password: Flag;
  created_at: Instant;
}
export interface OrganisationTable {
  id: string;
  name: string;
  /** office | team | unit | discipline | organization | publicity | resident | department | leadership | other */
  kind: string;
  parent: string | null;
  created_at: Instant;
}
export interface MembershipTable {
  id: string;
  person: string;
  organisation: string;
  role: string;
  /** JSON array of organisation ids in charge (leaders), null = whole round */
  charge: string | null;
  created_at: Instant;
  ended_at: Instant | null;
}
export interface RoundTable {
  id: string;
  name: string;
  mode: string;
  office: string;
  starts_on: string;
  focus_ends_on: string;
  ended_at: Generated<Instant | null>;
  /** JSON RoundSettings */
  settings: string;
  created_at: Instant;
}
export interface RoundSupervisorTable {
  round: string;
  organisation: string;
}
export interface RoundTeamTable {
  round: string;
  organisation: string;
}
export interface LedgerTable {
  id: string;
  round: string;
  unit: string;
  team: string | null;
  resident: string | null;
  epoch: number;
  seq: number;
  chain_hash: string;
  plan_passed: Flag;
  prose_seq: number;
  /** commit up to which row_current and figures stand */
  rows_seq: number;
  created_at: Instant;
}

/** One row per committed update or command: the log is the history. */
export interface LogTable {
  commit_no: number;
  ledger: string;
  seq: number;
  epoch: number;
  at: Instant;
  person: string;
  role: string;
  session: string;
  op_id: string | null;
  /** edit | command:NAME | epoch */
  act: string;
  update_bytes: Uint8Array | null;
  prev_hash: string;
  hash: string;
  /** the person's name when they wrote; null in rows written before schema 3 */
  name: string | null;
  /** ids of the organisations behind the roles, in their order, joined by commas; null as `name` is */
  organisation: string | null;
  /** SHA-256 in hex of what the op asked for; null without one */
  content_hash: string | null;
  /** JSON {superseded, value} of the answer to the op; null when both are empty */
  answer: string | null;
}
/** Which cells a log row changed. Texts: new_value = JSON splices [[index, deleteText, insertText], …]. */
export interface ChangeTable {
  ledger: string;
  seq: number;
  n: number;
  cell: string;
  row: string;
  field: string;
  old_value: string | null;
  new_value: string | null;
}
/** `hash` binds `state` to the chain hash of the commit `seq` (docs/protocol.md, S14) */
export interface CheckpointTable {
  ledger: string;
  epoch: number;
  seq: number;
  at: Instant;
  state: Uint8Array;
  hash: string;
}
export interface ClientBindingTable {
  ledger: string;
  epoch: number;
  client_id: number;
  person: string;
  page_id: string;
}
export interface RowCurrentTable {
  ledger: string;
  row: string;
  list: string;
  problem: string | null;
  place: string;
  deleted: Flag;
  status: string | null;
  kind: string | null;
  due: string | null;
  completion: string | null;
  long_term: Flag;
  /** of a task: id of the department that reports on it */
  assigned: string | null;
  /** every cell of the row as JSON {key-without-row: value} */
  cells: string;
  seq: number;
}
export interface RowTextTable {
  ledger: string;
  row: string;
  field: string;
  text: string;
  seq: number;
}
export interface FiguresTable {
  ledger: string;
  day: string;
  figures: string;
}

export interface EvidenceTable {
  id: string;
  ledger: string;
  row: string;
  kind: string;
  title: string;
  number: string | null;
  note: string | null;
  person: string;
  at: Instant;
  seq: number;
}
export interface ReviewTable {
  id: string;
  ledger: string;
  problem: string;
  loop: number;
  step: string;
  decision: string;
  opinion: string | null;
  person: string;
  organisation: string;
  at: Instant;
  content_hash: string;
  seq: number;
}
export interface CorrectionTable {
  id: string;
  ledger: string;
  problem: string;
  old_text: string;
  new_text: string;
  reason: string;
  person: string;
  at: Instant;
  seq: number;
}
export interface BinTable {
  ledger: string;
  row: string;
  list: string;
  person: string;
  at: Instant;
  seq: number;
}

export interface FeedbackDocumentTable {
  id: string;
  ledger: string;
  name: string;
  media_type: string;
  sha256: string;
  bytes: Uint8Array;
  /** JSON FeedbackParagraph[] */
  paragraphs: string;
  person: string;
  at: Instant;
  seq: number;
}
export interface ImportTable {
  id: string;
  ledger: string;
  person: string;
  at: Instant;
  name: string;
  media_type: string;
  sha256: string;
  bytes: Uint8Array;
  /** JSON preview in the shape of samples/*.expected.json plus anchors */
  preview: string;
  state: string;
  applied_seq: number | null;
}
export interface SnapshotTable {
  id: string;
  number: number;
  scope: string;
  ledger: string | null;
  round: string | null;
  title: string;
  reason: string | null;
  person: string;
  at: Instant;
  seq: number;
  content: Uint8Array;
  sha256: string;
  previous_sha256: string | null;
  /** over everything said of it and that of the number before (X9) */
  chain_hash: string;
  /** manual | feedback | import | closed | restore | nightly */
  cause: Generated<string>;
  /** since when the content of an automatic one is no longer kept: `content` is empty then, its hash stays in the chain */
  dropped_at: Generated<Instant | null>;
}
/** The signed commit that a shortened log goes on from; the rows up to it are gone (N14). */
export interface LogHorizonTable {
  ledger: string;
  seq: number;
  epoch: number;
  hash: string;
  /** of the commit `seq` */
  at: Instant;
  dropped_at: Instant;
  mac: string;
  /** of the checkpoint of `seq`, which holds everything that the dropped rows led to; null where it was not signed yet */
  checkpoint_hash: string | null;
}
/**
 * What the commit `seq`, the first of its epoch, decided to go on without: receipts of commits from `from_seq` on of epochs before
 * count no more (S17). `evidence`: SHA-256 over the rows of `given_up_row`, null where none were taken out of the log.
 */
export interface GivenUpTable {
  ledger: string;
  seq: number;
  epoch: number;
  hash: string;
  /** tail | backup | damage */
  cause: string;
  from_seq: number;
  /** the last one known of; null where nobody knows */
  to_seq: number | null;
  evidence: string | null;
  person: string | null;
  reason: string | null;
  at: Instant;
  mac: string;
}
/** A row that a decision took out of its table: all its columns as JSON, bytes as hex. Never deleted. */
export interface GivenUpRowTable {
  ledger: string;
  seq: number;
  n: number;
  /** the table it stood in */
  source: string;
  content: string;
}
/** A snapshot that was written forward by the commit `seq`; `before` is the snapshot of the moment before that. */
export interface RestorationTable {
  ledger: string;
  seq: number;
  snapshot: string;
  before: string | null;
  reason: string;
  person: string;
  at: Instant;
}
export interface AuditTable {
  n: Generated<number>;
  at: Instant;
  person: string | null;
  act: string;
  target: string | null;
  detail: string;
}
/** How far a person has looked at a ledger's changes; read by nobody else, and without a time on purpose. */
export interface LastSeenTable {
  person: string;
  ledger: string;
  seq: number;
}
/** One version of a dictionary; the newest counts. */
export interface DictionaryTable {
  n: Generated<number>;
  office: string;
  id: string;
  version: number;
  name: string;
  retired: Flag;
  /** JSON DictionaryEntry[] */
  entries: string;
  person: string | null;
  at: Instant;
}
export interface SettingTable {
  key: string;
  value: string;
}

export interface Schema {
  person: PersonTable;
  organisation: OrganisationTable;
  membership: MembershipTable;
  round: RoundTable;
  round_supervisor: RoundSupervisorTable;
  round_team: RoundTeamTable;
  ledger: LedgerTable;
  log: LogTable;
  change: ChangeTable;
  checkpoint: CheckpointTable;
  client_binding: ClientBindingTable;
  row_current: RowCurrentTable;
  row_text: RowTextTable;
  figures: FiguresTable;
  evidence: EvidenceTable;
  review: ReviewTable;
  correction: CorrectionTable;
  bin: BinTable;
  feedback_document: FeedbackDocumentTable;
  import: ImportTable;
  snapshot: SnapshotTable;
  restoration: RestorationTable;
  log_horizon: LogHorizonTable;
  given_up: GivenUpTable;
  given_up_row: GivenUpRowTable;
  audit: AuditTable;
  setting: SettingTable;
  dictionary: DictionaryTable;
  last_seen: LastSeenTable;
}
