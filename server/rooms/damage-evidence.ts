/**
 * What can't be proven of a damaged ledger, taken out of its tables when somebody decides to go on without it (D12): every row stays
 * as JSON in `given_up_row`, and a hash over all of them is in the signed decision. Nothing is deleted that is not kept there.
 */
import { createHash } from 'node:crypto';
import { sql, type CompiledQuery, type RawBuilder } from 'kysely';
import type { Store } from '#server/store/store.ts';

type Reading = Pick<Store, 'db'>;

/** Rows of commits after the last good one. */
const BY_COMMIT = ['log', 'change', 'checkpoint', 'evidence', 'review', 'correction', 'bin', 'feedback_document', 'restoration'] as const; // prettier-ignore
/** Rows that follow from the document: all of them, since they are written anew. */
const OF_LEDGER = ['row_current', 'row_text', 'figures'] as const;
type Source = (typeof BY_COMMIT)[number] | (typeof OF_LEDGER)[number];
const SOURCES: readonly Source[] = [...BY_COMMIT, ...OF_LEDGER];

/** Commits of a ledger that are given up: after `good`, before `until`. */
export interface GivenUpPart {
  readonly ledger: string;
  readonly good: number;
  readonly until: number;
}

export interface Evidence {
  readonly part: GivenUpPart;
  /** SHA-256 in hex, see `evidenceHash` */
  readonly sha256: string;
  /** how many rows of each table */
  readonly sources: readonly {
    readonly source: Source;
    readonly content: RawBuilder<string>;
    readonly rows: number;
  }[];
}

/** Over table and content of each row, in their order. */
export function evidenceHash(rows: Iterable<{ readonly source: string; readonly content: string }>): string {
  const hash = createHash('sha256');
  for (const { source, content } of rows) hash.update(source).update('\n').update(content).update('\n');
  return hash.digest('hex');
}

const isByCommit = (source: Source): boolean => (BY_COMMIT as readonly string[]).includes(source);
const rowsOf = (source: Source, { ledger, good, until }: GivenUpPart): RawBuilder<unknown> =>
  isByCommit(source)
    ? sql`${sql.table(source)} where ledger = ${ledger} and seq > ${good} and seq < ${until}`
    : sql`${sql.table(source)} where ledger = ${ledger}`;

/** All columns as a JSON object, bytes as hex. */
async function contentOf({ db }: Reading, source: Source): Promise<RawBuilder<string>> {
  const { rows } = await sql<{
    name: string;
    type: string;
  }>`select name, type from pragma_table_info(${source})`.execute(db);
  const columns = rows.flatMap(({ name, type }) => [
    sql.lit(name),
    type === 'BLOB' ? sql`iif(${sql.ref(name)} is null, null, hex(${sql.ref(name)}))` : sql.ref(name),
  ]);
  return sql<string>`json_object(${sql.join(columns)})`;
}

/** Reads them all; the ledger takes no writes, so that they are what `evidenceStatements` moves. */
export async function readEvidence(store: Reading, part: GivenUpPart): Promise<Evidence> {
  const all: { readonly source: string; readonly content: string }[] = [];
  const sources: Evidence['sources'][number][] = [];
  for (const source of SOURCES) {
    const content = await contentOf(store, source);
    const { rows } = await sql<{
      content: string;
    }>`select ${content} as content from ${rowsOf(source, part)} order by content`.execute(store.db);
    for (const row of rows) all.push({ source, content: row.content });
    sources.push({ source, content, rows: rows.length });
  }
  return { part, sha256: evidenceHash(all), sources };
}

/** Moves them behind the decision of commit `until`; an import whose commit is given up is open again. */
export function evidenceStatements({ db }: Reading, { part, sources }: Evidence): readonly CompiledQuery[] {
  const { ledger, good, until } = part;
  let before = 0;
  const moved = sources.flatMap(({ source, content, rows }) => {
    const first = before;
    before += rows;
    return [
      sql`insert into given_up_row (ledger, seq, n, source, content)
        select ${ledger}, ${until}, ${first} + row_number() over (order by content) - 1, ${source}, content
        from (select ${content} as content from ${rowsOf(source, part)})`.compile(db),
      sql`delete from ${rowsOf(source, part)}`.compile(db),
    ];
  });
  const reopened = db
    .updateTable('import')
    .set({ state: 'open', applied_seq: null })
    .where('ledger', '=', ledger)
    .where('applied_seq', '>', good);
  return [...moved, reopened.compile()];
}
