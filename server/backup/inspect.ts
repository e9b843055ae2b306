/** Looks a copied data folder through, page by page, chain by chain, person by person. Only reads; nothing else has it open. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { readGivenUp } from '#server/store/given-up.ts';
import { readHorizon } from '#server/store/horizon.ts';
import { verifyChain } from '#server/store/log.ts';
import { findDamage } from '#server/store/sqlite/soundness.ts';
import { openReading } from '#server/store/sqlite/reading.ts';
import { DATABASES, type LedgerHead } from '#server/backup/manifest.ts';

export interface Inspection {
  /** what is wrong, a sentence each that names file, table or ledger and commit; empty when all is well */
  readonly findings: readonly string[];
  readonly ledgers: readonly LedgerHead[];
  readonly schemas: { readonly ledgers: number; readonly accounts: number };
}

/** Schema of ledgers.db from which on logs can be shortened. */
const HORIZONS_SINCE = 6;
/** … and from which on somebody can go on without what is damaged. */
const DECISIONS_SINCE = 9;

const NOTHING: Omit<Inspection, 'findings'> = { ledgers: [], schemas: { ledgers: 0, accounts: 0 } };

const versionOf = (file: string): number => {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return Number(database.pragma('user_version', { simple: true }));
  } finally {
    database.close();
  }
};

/** Databases are read with all their indexes, every chain is recomputed, and nobody may be named who has no account. */
export async function inspect(folder: string): Promise<Inspection> {
  const damage = DATABASES.flatMap((name) =>
    findDamage(join(folder, name), { thorough: true }).map((finding) => `${name}: ${finding}`),
  );
  if (damage.length > 0) return { ...NOTHING, findings: damage };
  const chains = await inspectLedgers(folder);
  return {
    findings: [...chains.findings, ...strangers(folder)],
    ledgers: chains.ledgers,
    schemas: {
      ledgers: versionOf(join(folder, 'ledgers.db')),
      accounts: versionOf(join(folder, 'accounts.db')),
    },
  };
}

async function inspectLedgers(folder: string): Promise<Pick<Inspection, 'findings' | 'ledgers'>> {
  const db = openReading(folder);
  try {
    const findings: string[] = [];
    const schema = versionOf(join(folder, 'ledgers.db'));
    const ledgers = await db
      .selectFrom('ledger')
      .select(['id as ledger', 'epoch', 'seq', 'chain_hash as hash'])
      .orderBy('id')
      .execute();
    for (const { ledger } of ledgers) {
      // a backup of before shortened logs has no table of them
      const horizon = schema < HORIZONS_SINCE ? undefined : await readHorizon(db, ledger);
      const decisions = schema < DECISIONS_SINCE ? [] : await readGivenUp(db, ledger);
      const verdict = await verifyChain(db, ledger, horizon, decisions);
      if (!verdict.ok)
        findings.push(`ledgers.db: ledger ${ledger}: ${verdict.reason} at commit ${verdict.seq}`);
      const checkpoints = await db
        .selectFrom('checkpoint')
        .leftJoin('log', (join) =>
          join.onRef('log.ledger', '=', 'checkpoint.ledger').onRef('log.seq', '=', 'checkpoint.seq'),
        )
        .select(['checkpoint.seq', 'checkpoint.state', 'checkpoint.hash', 'log.hash as chain'])
        .where('checkpoint.ledger', '=', ledger)
        .execute();
      for (const { seq, state, hash, chain: own } of checkpoints) {
        const chain = horizon?.seq === seq ? horizon.hash : own;
        if (chain === null || checkpointHash(chain, state) !== hash)
          findings.push(
            `ledgers.db: ledger ${ledger}: the checkpoint of commit ${seq} does not have its hash`,
          );
      }
    }
    return { findings, ledgers };
  } finally {
    await db.destroy();
  }
}

/** People whom the ledgers name and nobody can sign in as. */
function strangers(folder: string): readonly string[] {
  const database = new Database(join(folder, 'ledgers.db'), { readonly: true, fileMustExist: true });
  try {
    database.prepare('ATTACH ? AS accounts').run(join(folder, 'accounts.db'));
    const unknown = (sql: string): unknown => database.prepare(sql).pluck().get();
    const withoutAccount = unknown(
      'SELECT id FROM person WHERE id NOT IN (SELECT id FROM accounts.user) LIMIT 1',
    );
    const author = unknown(
      "SELECT person FROM log WHERE person <> 'server' AND person NOT IN (SELECT id FROM person) LIMIT 1",
    );
    return [
      ...(withoutAccount === undefined
        ? []
        : [`accounts.db: there is no account of person ${String(withoutAccount)}`]),
      ...(author === undefined ? [] : [`ledgers.db: the log names ${String(author)}, who is no person`]),
    ];
  } finally {
    database.close();
  }
}
