/** Doors of snapshots that exist already: they leave as files with the number and hash they were taken with. */
import * as v from 'valibot';
import { isPrintedName } from '#domain/administration.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import { whileWanted } from '#server/transport/http/while-wanted.ts';
import type { Asker } from '#protocol/services.ts';
import type { Door, Knock } from '#server/transport/http/door.ts';
import type { ExportFormat } from '#server/exchange/exchange.contract.ts';
import { door } from '#server/transport/http/make-door.ts';
import { readsSnapshot, restoresSnapshot } from '#server/transport/http/permits.ts';
import { file, jsonText, type Answer } from '#server/transport/http/reply.ts';

const TITLE_LENGTH_MAX = 100;
const REASON_LENGTH_MAX = 1_000;

/** What is said when a snapshot of a ledger or round is taken. */
export const TakeSnapshot = v.object({
  title: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(TITLE_LENGTH_MAX),
    v.check((title) => isPrintedName(title, TITLE_LENGTH_MAX)),
  ),
  reason: v.optional(v.pipe(v.string(), v.maxLength(REASON_LENGTH_MAX))),
});

async function exported(knock: Knock, asker: Asker, format: ExportFormat): Promise<Outcome<Answer>> {
  const made = await whileWanted(knock, (wanted) =>
    knock.parts.exchange.exportSnapshot(knock.path['snapshot'] ?? '', format, { ...asker, wanted }),
  );
  return made.ok ? accept(file(made.value)) : made;
}

export const snapshotDoors: readonly Door[] = [
  door('GET', '/api/snapshots/{snapshot}/export.xlsx', readsSnapshot, null, (knock, asker) =>
    exported(knock, asker, 'xlsx'),
  ),
  door('GET', '/api/snapshots/{snapshot}/export.json', readsSnapshot, null, (knock, asker) =>
    exported(knock, asker, 'json'),
  ),
  door('GET', '/api/snapshots/{snapshot}/diff/{other}', readsSnapshot, null, async (knock) => {
    const { snapshot = '', other = '' } = knock.path;
    const compared = await knock.parts.exchange.compareSnapshots(snapshot, other);
    return compared.ok ? accept(file(compared.value)) : compared;
  }),
  door('GET', '/api/snapshots/{snapshot}/restore', restoresSnapshot, null, async (knock, scope) => {
    const { ledger, actor } = scope;
    const made = await knock.parts.exchange.previewRestore(ledger, actor, knock.path['snapshot'] ?? '');
    return made.ok ? accept(jsonText(made.value)) : made;
  }),
];
