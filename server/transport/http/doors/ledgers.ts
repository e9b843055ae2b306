/** Doors of ledgers: rows and records, the one door of governed commands, files in and out. */
import * as v from 'valibot';
import { accept, type Outcome } from '#domain/refusals.ts';
import { isId } from '#domain/ids.ts';
import { refuse } from '#domain/refusals.ts';
import { whileWanted } from '#server/transport/http/while-wanted.ts';
import type { Door, Knock } from '#server/transport/http/door.ts';
import { EPOCH_REASON_CHARS_MAX } from '#server/commands/begin-epoch.ts';
import type { ExportFormat } from '#server/exchange/exchange.contract.ts';
import { door, FILE, jsonOf } from '#server/transport/http/make-door.ts';
import {
  commandsLedger,
  exportsLedger,
  handlesImport,
  importsIntoLedger,
  managesLedger,
  opensLedger,
  signedIn,
  snapshotsLedger,
  type OnLedger,
} from '#server/transport/http/permits.ts';
import { created, file, items, json, jsonText, type Answer } from '#server/transport/http/reply.ts';
import { TakeSnapshot } from '#server/transport/http/doors/snapshots.ts';

const id = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{16}$/));
const LedgerChanges = v.object({ team: v.optional(v.nullable(id)), resident: v.optional(v.nullable(id)) });
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const NewEpoch = v.object({
  reason: v.pipe(v.string(), v.maxLength(EPOCH_REASON_CHARS_MAX)),
  shown: v.optional(
    v.strictObject({ cause: v.picklist(['damage', 'tail']), from: seq, to: v.nullable(seq) }),
  ),
});
/** Which command it is, and whether it fits, is decided where commands are parsed. */
const Command = v.looseObject({ command: v.string() });
/** Parsed by the exchange, which owns their shape. */
const PreviewEdits = v.object({ edits: v.unknown() });
const Apply = v.object({ opId: id });

async function exported(knock: Knock, scope: OnLedger, format: ExportFormat): Promise<Outcome<Answer>> {
  const made = await whileWanted(knock, (wanted) =>
    knock.parts.exchange.exportLedger(scope.ledger, format, { ...scope.asker, wanted }),
  );
  return made.ok ? accept(file(made.value)) : made;
}

/** The preview as it stands: text that is JSON already. */
async function preview(knock: Knock, id: string): Promise<Outcome<Answer>> {
  const text = await knock.parts.exchange.previewText(id);
  return text.ok ? accept(jsonText(text.value)) : text;
}

export const ledgerDoors: readonly Door[] = [
  door('GET', '/api/ledgers', signedIn, null, async (knock, asker) => {
    const round = knock.query.get('round') ?? undefined;
    return accept(items(await knock.parts.services.ledgers(asker, round)));
  }),
  door('GET', '/api/ledgers/{ledger}', opensLedger, null, async (knock, scope) => {
    const at = knock.query.get('at');
    if (at !== null) {
      const past = await knock.parts.history.askedBy(scope.asker.person).viewText(scope.ledger, at);
      return past.ok ? accept(jsonText(past.value)) : past;
    }
    const rows = await knock.parts.services.ledgerRows(scope.asker, scope.ledger);
    return rows.ok ? accept(json(rows.value)) : rows;
  }),
  door(
    'PATCH',
    '/api/ledgers/{ledger}',
    managesLedger,
    jsonOf(LedgerChanges),
    async (knock, scope, input) => {
      const changed = await knock.parts.administration.rounds.changeLedger(
        scope.asker.person,
        scope.ledger,
        input,
      );
      return changed.ok ? accept(json({ ok: true })) : changed;
    },
  ),
  door(
    'POST',
    '/api/ledgers/{ledger}/epoch',
    managesLedger,
    jsonOf(NewEpoch),
    async (knock, scope, input) => {
      const { ledger, asker } = scope;
      const { reason, shown } = input;
      const asked = { ledger, by: asker.person, reason, ...(shown && { shown }) };
      const begun = await knock.parts.beginEpoch(asked);
      return begun.ok ? accept(json({ ok: true, ...begun.value })) : begun;
    },
  ),
  door('GET', '/api/ledgers/{ledger}/damage', managesLedger, null, async (knock, scope) => {
    const closed = await knock.parts.closedLedger(scope.ledger);
    return closed.ok ? accept(json(closed.value)) : closed;
  }),
  door('GET', '/api/ledgers/{ledger}/records', opensLedger, null, async (knock, scope) => {
    const row = knock.query.get('row');
    if (row !== null && !isId(row)) return refuse('NO_SUCH_ROW');
    const records = await knock.parts.services.records(scope.asker, scope.ledger, row);
    return records.ok ? accept(json(records.value)) : records;
  }),
  door('GET', '/api/ledgers/{ledger}/feedback', opensLedger, null, async (knock, scope) => {
    const documents = await knock.parts.services.feedback(scope.asker, scope.ledger);
    return documents.ok ? accept(items(documents.value)) : documents;
  }),
  door(
    'POST',
    '/api/ledgers/{ledger}/commands',
    commandsLedger,
    jsonOf(Command, 'command'),
    async (knock, scope, input) => {
      const done = await knock.parts.runCommand(
        scope.ledger,
        { actor: scope.actor, session: scope.asker.session },
        input,
      );
      return done.ok ? accept(json({ ok: true, seq: done.value.seq, value: done.value.value })) : done;
    },
  ),
  door('POST', '/api/ledgers/{ledger}/import', importsIntoLedger, FILE, async (knock, scope, uploaded) => {
    const taken = await knock.parts.exchange.takeIn({
      ledger: scope.ledger,
      person: scope.asker.person,
      file: uploaded,
      actor: scope.actor,
    });
    return taken.ok ? preview(knock, taken.value) : taken;
  }),
  door('GET', '/api/imports/{import}', handlesImport, null, async (knock) => {
    return preview(knock, knock.path['import'] ?? '');
  }),
  door(
    'PATCH',
    '/api/imports/{import}',
    handlesImport,
    jsonOf(PreviewEdits, 'command'),
    async (knock, scope, input) => {
      const id = knock.path['import'] ?? '';
      const changed = await knock.parts.exchange.changePreview(id, input.edits, scope.actor);
      return changed.ok ? preview(knock, id) : changed;
    },
  ),
  door('POST', '/api/imports/{import}/apply', handlesImport, jsonOf(Apply), async (knock, scope, input) => {
    const by = { actor: scope.actor, session: scope.asker.session };
    const applied = await knock.parts.exchange.applyImport(by, knock.path['import'] ?? '', input.opId);
    return applied.ok ? accept(json({ ok: true, ...applied.value })) : applied;
  }),
  door('GET', '/api/ledgers/{ledger}/export.xlsx', exportsLedger, null, (knock, scope) =>
    exported(knock, scope, 'xlsx'),
  ),
  door('GET', '/api/ledgers/{ledger}/export.json', exportsLedger, null, (knock, scope) =>
    exported(knock, scope, 'json'),
  ),
  door('GET', '/api/ledgers/{ledger}/snapshots', opensLedger, null, async (knock, scope) => {
    const list = await knock.parts.services.snapshots(scope.asker, { ledger: scope.ledger });
    return list.ok ? accept(items(list.value)) : list;
  }),
  door(
    'POST',
    '/api/ledgers/{ledger}/snapshots',
    snapshotsLedger,
    jsonOf(TakeSnapshot),
    async (knock, scope, input) => {
      const taken = await knock.parts.exchange.takeSnapshot({ ledger: scope.ledger }, scope.asker, input);
      return taken.ok ? accept(created(taken.value)) : taken;
    },
  ),
];
