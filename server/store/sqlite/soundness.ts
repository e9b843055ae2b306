/** Looks through a database file for damage, and names the tables that have it. Only reads. */
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';

/** Findings asked of SQLite; the first few say where to look. */
const FINDINGS_MAX = 20;
/** Of those, in a sentence. */
const FINDINGS_SAID = 3;

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** SQLite speaks of trees by the number of their first page: say which table or index that is. */
function nameTrees(database: Database.Database, finding: string): string {
  const lines = finding
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('***'));
  return lines
    .map((line) => {
      const tree = /^Tree (\d+)/.exec(line)?.[1];
      if (tree === undefined) return line;
      const found = database
        .prepare<[number], { type: string; name: string; tbl_name: string }>(
          'SELECT type, name, tbl_name FROM sqlite_schema WHERE rootpage = ?',
        )
        .get(Number(tree));
      if (!found) return line;
      const place = found.type === 'table' ? '' : `index ${found.name} of `;
      return `${place}table ${found.tbl_name}: ${line}`;
    })
    .join('; ');
}

type Check = 'quick_check' | 'integrity_check';

const lookThrough = (database: Database.Database, check: string): readonly string[] =>
  (database.pragma(check) as readonly Record<string, string>[])
    .flatMap((row) => Object.values(row))
    .filter((finding) => finding !== 'ok');

/** Where the whole can't be looked through, each table by itself: the damaged ones say so. */
function tableByTable(database: Database.Database, check: Check): readonly string[] {
  const tables = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all();
  return tables.flatMap(({ name }) => {
    try {
      return lookThrough(database, `${check}("${name}")`).map((finding) => nameTrees(database, finding));
    } catch (error) {
      return [`table ${name}: ${sentenceOf(error)}`];
    }
  });
}

function lookThroughAll(database: Database.Database, check: Check): readonly string[] {
  try {
    return lookThrough(database, `${check}(${FINDINGS_MAX})`).map((finding) => nameTrees(database, finding));
  } catch (error) {
    const findings = tableByTable(database, check);
    return findings.length > 0 ? findings : [sentenceOf(error)];
  }
}

/** Rows that point at nothing, a sentence a table. */
function orphans(database: Database.Database): readonly string[] {
  const found = database.pragma('foreign_key_check') as readonly {
    readonly table: string;
    readonly parent: string;
  }[];
  return [...new Set(found.map(({ table, parent }) => `table ${table}: a row points at no ${parent}`))];
}

/**
 * What is damaged in this file, one finding a string; empty when it is whole or not there. `thorough` also compares every
 * index with its table and every row with what it points at, which takes a few times longer.
 */
export function findDamage(file: string, { thorough }: { readonly thorough: boolean }): readonly string[] {
  if (!existsSync(file) || statSync(file).size === 0) return [];
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    const findings = lookThroughAll(database, thorough ? 'integrity_check' : 'quick_check');
    return findings.length > 0 || !thorough ? findings : orphans(database);
  } catch (error) {
    return [sentenceOf(error)];
  } finally {
    database?.close();
  }
}

/** Throws a sentence for the operator that names file and tables when the file is damaged; it was not changed then. */
export function refuseDamage(file: string): void {
  const findings = findDamage(file, { thorough: false });
  if (findings.length === 0) return;
  const more = findings.length > FINDINGS_SAID ? ` (and ${findings.length - FINDINGS_SAID} more)` : '';
  throw new Error(
    `${basename(file)} is damaged: ${findings.slice(0, FINDINGS_SAID).join('; ')}${more}. It stays as it is. ` +
      'Restore a backup into a new folder: npm run restore -- BACKUP FOLDER.',
  );
}
