/** The permissions that doors declare, by name. Each asks the domain's functions; none decides by itself. */
import { mayKeepOrganisations } from '#domain/administration.ts';
import { mayKeepDictionaries } from '#domain/dictionaries.ts';
import type { LedgerId, OrganisationId, RoundId } from '#domain/ids.ts';
import {
  mayExport,
  mayExportRound,
  mayKeepMemberships,
  mayKeepPeople,
  mayManageLedger,
  mayManageRound,
  mayOpenLedger,
  mayReportOnRows,
  mayRestoreSnapshot,
  maySnapshot,
  maySnapshotRound,
  mayWatchRound,
  type RoundParties,
} from '#domain/permissions.ts';
import { mayHandleImport, mayImportLedger } from '#domain/permissions-of-imports.ts';
import { accept, refuse, type Outcome, type Verdict } from '#domain/refusals.ts';
import type { LedgerActor, Membership } from '#domain/roles.ts';
import type { Asker } from '#protocol/services.ts';
import { mayReadDictionaries } from '#server/services/dictionaries.ts';
import type { Knock, Permission } from '#server/transport/http/door.ts';

export interface OnLedger {
  readonly asker: Asker;
  readonly actor: LedgerActor;
  readonly ledger: LedgerId;
}
export interface OnRound {
  readonly asker: Asker;
  readonly round: RoundId;
}

const signedInAs = <Scope>(
  name: string,
  decide: (knock: Knock, asker: Asker) => Promise<Outcome<Scope>>,
): Permission<Scope> => ({
  name,
  signedIn: true,
  async decide(knock, asker) {
    if (asker === null) return refuse('NOT_SIGNED_IN');
    return asker.mustChangePassword ? refuse('PASSWORD_CHANGE_DUE') : decide(knock, asker);
  },
});

export const anyone: Permission<Asker | null> = {
  name: 'anyone',
  signedIn: false,
  decide: async (_knock, asker) => accept(asker),
};
export const signedIn: Permission<Asker> = signedInAs('signed in', async (_knock, asker) => accept(asker));

/** A16: what still answers while somebody else's choice of a password stands. */
export const signedInBeforeOwnPassword: Permission<Asker> = {
  name: 'signed in, before a password of one’s own too',
  signedIn: true,
  decide: async (_knock, asker) => (asker === null ? refuse('NOT_SIGNED_IN') : accept(asker)),
};

const byMemberships = (name: string, verdict: (held: readonly Membership[]) => Verdict): Permission<Asker> =>
  signedInAs(name, async (_knock, asker) => {
    const decided = verdict(asker.memberships);
    return decided.ok ? accept(asker) : decided;
  });
export const keepsPeople = byMemberships('keeps people', mayKeepPeople);
export const keepsOrganisations = byMemberships('keeps organisations', mayKeepOrganisations);
export const reportsOnRows = byMemberships('belongs to a department', mayReportOnRows);
export const keepsMemberships = byMemberships('keeps memberships', mayKeepMemberships);

/** A24: the people of the office that the path names. */
export const keepsDictionaries = signedInAs('keeps the dictionaries of the office', async (knock, asker) => {
  const decided = mayKeepDictionaries(asker.memberships, (knock.path['office'] ?? '') as OrganisationId);
  return decided.ok ? accept(asker) : decided;
});
export const readsDictionaries = signedInAs('reads the dictionaries of the office', async (knock, asker) => {
  const decided = await mayReadDictionaries(knock.parts.rights, asker, knock.path['office'] ?? '');
  return decided.ok ? accept(asker) : decided;
});

async function ledgerScope(
  knock: Knock,
  asker: Asker,
  id: string,
  verdict: (actor: LedgerActor) => Verdict,
): Promise<Outcome<OnLedger>> {
  const granted = await knock.parts.rights.ledger(asker, id, verdict);
  return granted.ok
    ? accept({ asker, actor: granted.value.actor, ledger: granted.value.parties.ledger })
    : granted;
}
const onLedger = (name: string, verdict: (actor: LedgerActor) => Verdict): Permission<OnLedger> =>
  signedInAs(name, (knock, asker) => ledgerScope(knock, asker, knock.path['ledger'] ?? '', verdict));
export const opensLedger = onLedger('opens the ledger', mayOpenLedger);
/** Which command, and on which row, is asked where commands are decided. */
export const commandsLedger: Permission<OnLedger> = signedInAs(
  'gives commands in the ledger',
  async (knock, asker) => {
    const granted = await knock.parts.rights.commands(asker, knock.path['ledger'] ?? '');
    return granted.ok
      ? accept({ asker, actor: granted.value.actor, ledger: granted.value.parties.ledger })
      : granted;
  },
);
export const importsIntoLedger = onLedger('imports into the ledger', mayImportLedger);
export const exportsLedger = onLedger('exports the ledger', mayExport);
export const snapshotsLedger = onLedger('takes snapshots of the ledger', maySnapshot);

/** The office that runs the round of a ledger. */
export const managesLedger = onLedger('manages the ledger', mayManageLedger);

const onRound = (
  name: string,
  verdict: (held: readonly Membership[], round: RoundParties) => Verdict,
): Permission<OnRound> =>
  signedInAs(name, async (knock, asker) => {
    const id = knock.path['round'] ?? '';
    const granted = await knock.parts.rights.round(asker, id, verdict);
    return granted.ok ? accept({ asker, round: id as RoundId }) : granted;
  });
export const managesRound = onRound('manages the round', mayManageRound);
export const watchesRound = onRound('watches the round', mayWatchRound);
export const exportsRound = onRound('exports the round', mayExportRound);
export const snapshotsRound = onRound('takes snapshots of the round', maySnapshotRound);

/** The office of the ledger that the import belongs to, and of the unit whoever uploaded it. */
export const handlesImport: Permission<OnLedger> = signedInAs('handles the import', async (knock, asker) => {
  const owner = await knock.parts.rights.importOf(knock.path['import'] ?? '');
  if (!owner.ok) return owner;
  const { ledger, person } = owner.value;
  return ledgerScope(knock, asker, ledger, (actor) => mayHandleImport(actor, person));
});

/** Whoever may write a snapshot of a ledger forward; a round's is none that anybody could. */
export const restoresSnapshot: Permission<OnLedger> = signedInAs(
  'restores the snapshot',
  async (knock, asker) => {
    const scope = await knock.parts.rights.scopeOfSnapshot(knock.path['snapshot'] ?? '');
    if (!scope.ok) return scope;
    if ('ledger' in scope.value) return ledgerScope(knock, asker, scope.value.ledger, mayRestoreSnapshot);
    const granted = await knock.parts.rights.round(asker, scope.value.round, mayExportRound);
    return granted.ok ? refuse('SNAPSHOT_OF_ROUND') : granted;
  },
);

/** Whoever may export what the snapshot is of. */
export const readsSnapshot: Permission<Asker> = signedInAs('reads the snapshot', async (knock, asker) => {
  const scope = await knock.parts.rights.scopeOfSnapshot(knock.path['snapshot'] ?? '');
  if (!scope.ok) return scope;
  const granted =
    'ledger' in scope.value
      ? await knock.parts.rights.ledger(asker, scope.value.ledger, mayExport)
      : await knock.parts.rights.round(asker, scope.value.round, mayExportRound);
  return granted.ok ? accept(asker) : granted;
});
