/** Decisions to go on without commits of a ledger (S17, D12): whether they were signed here, whether their evidence is whole, and what they say. */
import type { Database } from 'better-sqlite3';
import { evidenceHash } from '#server/rooms/damage-evidence.ts';
import { isTrueGivenUp } from '#server/store/given-up.ts';
import type { GivenUpTable } from '#server/store/schema.ts';
import type { Finding } from '#server/verify/findings.ts';

type Break = Omit<Finding, 'kind' | 'where'>;
type Decision = GivenUpTable & { readonly name: string | null };

interface Decisions {
  /** those that count */
  readonly held: readonly GivenUpTable[];
  readonly findings: readonly Break[];
  /** a sentence for each that counts; `breaks`: what was found where its chain goes on, by its commit */
  readonly notes: (breaks: readonly (readonly [number, Break])[]) => readonly string[];
}

const SIGNATURES_UNSEEN = 'Signatures of decisions were not checked: the keys are not here.';

function sentenceOf(decision: Decision, found: Break | undefined): string {
  const { ledger, cause, from_seq: from, to_seq: to, person, name, at, reason, evidence } = decision;
  const who = name ?? person ?? 'somebody';
  const why = reason === null ? '' : ` (“${reason}”)`;
  if (cause !== 'damage') {
    const what = to === null ? `what was acknowledged from commit ${from} on` : `commits ${from} to ${to}`;
    return `ledger ${ledger}: ${who} went on at ${at} without ${what} that the log lost${why}.`;
  }
  const kept = evidence === null ? 'their rows stay where they are' : 'their rows are kept as evidence';
  const broken = found ? `at ${found.at}: ${found.what}. This was accepted` : 'damage was accepted';
  return `ledger ${ledger}, ${broken} by ${who} at ${at}${why}: commits ${from} to ${to} are not proven, ${kept}, and the chain goes on from ${decision.seq}.`;
}

/** `key`: the receipt key; null where it is not at hand. */
export function verifyDecisions(database: Database, ledger: string, key: string | null): Decisions {
  const decisions = database
    .prepare<[string], Decision>(
      'SELECT given_up.*, person.name FROM given_up LEFT JOIN person ON person.id = given_up.person WHERE ledger = ? ORDER BY seq',
    )
    .all(ledger);
  const evidenceOf = database.prepare<[string, number], { source: string; content: string }>(
    'SELECT source, content FROM given_up_row WHERE ledger = ? AND seq = ? ORDER BY n',
  );
  const findings: Break[] = [];
  const held = decisions.filter((decision) => {
    if (key !== null && !isTrueGivenUp(key, decision)) {
      const what = 'the decision to go on without commits is not signed with this installation’s key';
      findings.push({ at: decision.seq, what });
      return false;
    }
    const isWhole =
      decision.evidence === null ||
      evidenceHash(evidenceOf.iterate(ledger, decision.seq)) === decision.evidence;
    if (!isWhole)
      findings.push({ at: decision.seq, what: 'the rows kept as evidence are not those that were signed' });
    return true;
  });
  return {
    held,
    findings,
    notes: (breaks) => [
      ...held
        // a restored backup is on record, and nothing of it was lost here
        .filter(({ cause }) => cause !== 'backup')
        .map((one) => sentenceOf(one, new Map(breaks).get(one.seq))),
      ...(key === null && held.length > 0 ? [SIGNATURES_UNSEEN] : []),
    ],
  };
}
