/** What a person of an organisation said that headers mean: kept as one setting, read before the next file (X22). */
import type { CompiledQuery, Kysely } from 'kysely';
import { LEDGER_COLUMNS } from '#domain/imports/ledger-columns.ts';
import type { RememberedColumns } from '#server/exchange/ledger-files/content.ts';
import { plainHeader } from '#server/exchange/ledger-files/header-words.ts';
import type { Schema } from '#server/store/schema.ts';

/** Headers that one organisation may have explained; the oldest go. */
const HEADERS_MAX = 200;
const keyOf = (organisation: string): string => `ledger-columns:${organisation}`;

const isMeaning = (value: unknown): value is RememberedColumns[string] =>
  value === 'ignore' || (LEDGER_COLUMNS as readonly unknown[]).includes(value);

export async function rememberedColumns(
  db: Kysely<Schema>,
  organisations: readonly string[],
): Promise<RememberedColumns> {
  const rows = await db
    .selectFrom('setting')
    .select('value')
    .where('key', 'in', organisations.map(keyOf))
    .execute();
  const known = rows.flatMap(({ value }) => Object.entries(JSON.parse(value) as Record<string, unknown>));
  return Object.fromEntries(
    known.filter((entry): entry is [string, RememberedColumns[string]] => isMeaning(entry[1])),
  );
}

/** What was known with what was said now; undefined when a field is none. */
export function withMeanings(
  known: RememberedColumns,
  said: readonly { readonly header: string; readonly field: string | null }[],
): RememberedColumns | undefined {
  const meanings = new Map(Object.entries(known));
  for (const { header, field } of said) {
    const meaning = field ?? 'ignore';
    if (!isMeaning(meaning)) return undefined;
    const plain = header.split(' / ').map(plainHeader).join('/');
    // said again: the newest
    meanings.delete(plain);
    meanings.set(plain, meaning);
  }
  return Object.fromEntries([...meanings].slice(-HEADERS_MAX));
}

export const rememberStatement = (
  db: Kysely<Schema>,
  organisation: string,
  columns: RememberedColumns,
): CompiledQuery =>
  db
    .insertInto('setting')
    .values({ key: keyOf(organisation), value: JSON.stringify(columns) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: JSON.stringify(columns) }))
    .compile();
