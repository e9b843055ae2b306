/** Coded, shared refusals: an expected "no" is a value, never an exception. Sentences live in src/messages. */

/** Every code that may leave the server. Each has a message `refusal_<code in lower case>` in both languages. */
export const REFUSAL_CODES = [
  // doors
  'NOT_SIGNED_IN',
  'SESSION_ENDED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_REQUEST',
  'WRONG_PASSWORD',
  'ACCOUNT_INACTIVE',
  'TOO_MANY_TRIES',
  'TOO_LARGE',
  'TOO_MANY',
  'FOREIGN_ORIGIN',
  'ALREADY_SET_UP',
  'WRONG_SETUP_CODE',
  'WEAK_PASSWORD',
  'SAME_PASSWORD',
  'PASSWORD_CHANGE_DUE',
  'WRONG_RESET_CODE',
  'ROLES_KEPT_APART',
  'LIST_FAULTY',
  'NAME_TAKEN',
  'DEPARTMENT_ROWS_ONLY',
  'METHOD_NOT_ALLOWED',
  'INTERNAL',
  'UNAVAILABLE',
  'CONFLICT',
  'LAST_HOLDER',
  'MEMBERSHIP_EXISTS',
  'LEDGER_EXISTS',
  'STILL_NAMED',
  // rights on rows and fields
  'ROLE_MAY_NOT_WRITE',
  'ROLE_MAY_NOT_READ',
  'SERVER_ONLY',
  'WRITTEN_ONCE',
  'NOT_CLAIMED_YET',
  'UNDER_REVIEW',
  'CLOSED',
  'ROW_DELETED',
  'NO_SUCH_ROW',
  'NO_SUCH_FIELD',
  'PLAN_PASSED',
  'NOT_YOUR_ROW',
  'LEDGER_READ_ONLY',
  // values
  'TOO_LONG',
  'WRONG_TYPE',
  'NOT_IN_LIST',
  'BAD_DATE',
  'BAD_NUMBER',
  'BAD_REFERENCE',
  'TOO_MANY_ROWS',
  'TOO_MANY_TEXTS',
  'CLASSIFIED_TEXT',
  'EMPTY_TEXT',
  // workflow
  'WRONG_STATE',
  'NOT_YOUR_STEP',
  'OPINION_REQUIRED',
  'REASON_REQUIRED',
  'TASKS_UNFINISHED',
  'NO_TASKS',
  'NO_EVIDENCE',
  'COUNTERS_EMPTY',
  'EXTENSION_EMPTY',
  'ONLY_ACCOUNTABILITY',
  'FIRST_REVIEWER_MISSING',
  'ALREADY_CLAIMED',
  'NOT_DELETED',
  'CONTENT_CHANGED',
  // the live core
  'OP_REUSED',
  'MALFORMED',
  'NOT_YOUR_CLIENT',
  'GAP',
  'FORGED_PATH',
  'FORGED_SHAPE',
  'FORGED_DELETE',
  'RATE_LIMITED',
  'PROTOCOL_VERSION',
  'EPOCH_CHANGED',
  'STORE_READ_ONLY',
  'TAIL_LOST',
  'LEDGER_DAMAGED',
  'PAGE_REPLACED',
  // files
  'NOT_A_DOCX',
  'UNREADABLE_FILE',
  'UNKNOWN_FORMAT',
  'ZIP_BOMB',
  'OLD_FORMAT',
  'NOTHING_RECOGNISED',
  'NOT_A_WORKBOOK',
  'NO_LEDGER_HEADER',
  'NOT_ON_BOARD',
  'IMPORT_APPLIED',
  'DOUBTS_OPEN',
  'ENCRYPTED_FILE',
  'DUPLICATE_CODE',
  'SNAPSHOT_DAMAGED',
  'SNAPSHOTS_APART',
  'SNAPSHOT_OF_ROUND',
  'SNAPSHOT_DROPPED',
  'NO_SUCH_MOMENT',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Named values for the sentence, e.g. `{max: 8000, field: 'original'}`. Never secrets, never foreign content. */
export type RefusalParams = Readonly<Record<string, string | number>>;

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly params: RefusalParams;
}

export interface Granted {
  readonly ok: true;
}

export type Verdict = Granted | Refusal;
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refusal;

export const GRANTED: Granted = { ok: true };
export const refuse = (code: RefusalCode, params: RefusalParams = {}): Refusal => ({
  ok: false,
  code,
  params,
});
export const accept = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
