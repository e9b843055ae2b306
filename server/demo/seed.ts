/** Makes the example once: two rounds, eight ledgers, over a hundred problems in every state, the same for the same day. Keeps what is there. */
import type { PersonId } from '#domain/ids.ts';
import { LedgerCourse } from '#server/demo/course.ts';
import type { DemoParts } from '#server/demo/demo.parts.ts';
import { granted, makeInstitution, type Institution } from '#server/demo/institution.ts';
import { LEDGERS } from '#server/demo/parties.ts';
import { SUPPLEMENT, SUPPLEMENT_NAME } from '#server/demo/supplement.ts';
import { township } from '#server/demo/units/township.ts';
import type { SnapshotScope } from '#server/exchange/exchange.contract.ts';

const SETTING = 'demo';
const TIME_ZONE = 'Asia/Shanghai';

const dayNow = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE }).format(new Date());

/** `today` of the first start, which an interrupted one goes on with. */
interface Made {
  readonly today: string;
  readonly finished: boolean;
}

async function readMade({ store }: DemoParts): Promise<Made | null> {
  const row = await store.db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', SETTING)
    .executeTakeFirst();
  return row ? (JSON.parse(row.value) as Made) : null;
}

async function keepMade({ store }: DemoParts, made: Made): Promise<void> {
  const value = JSON.stringify(made);
  const statement = store.db
    .insertInto('setting')
    .values({ key: SETTING, value })
    .onConflict((there) => there.column('key').doUpdateSet({ value }));
  const [result] = await store.commit([[statement.compile()]]);
  if (!result?.ok) throw new Error('The example round could not be noted down.');
}

async function takeSnapshot(
  { exchange }: DemoParts,
  scope: SnapshotScope,
  by: { readonly id: PersonId; readonly name: string },
  title: string,
): Promise<void> {
  const taken = await exchange.listSnapshots(scope);
  if (taken.some((snapshot) => snapshot.title === title)) return;
  granted(
    await exchange.takeSnapshot(
      scope,
      { person: by.id, name: by.name },
      { title, reason: '示例轮次建成时的内容' },
    ),
    'the snapshot',
  );
}

/** A second document of a unit, read and not yet issued: the office has its doubts to settle. */
async function leavePreview({ store, exchange }: DemoParts, institution: Institution): Promise<void> {
  const ledger = institution.ledgers[LEDGERS.findIndex(({ unit }) => unit === township)]!;
  const waiting = await store.db
    .selectFrom('import')
    .select('id')
    .where('ledger', '=', ledger)
    .where('name', '=', SUPPLEMENT_NAME)
    .executeTakeFirst();
  if (waiting) return;
  const bytes = new TextEncoder().encode(SUPPLEMENT);
  const person = institution.people.get('office')!.id;
  granted(
    await exchange.previewImport({ ledger, person, file: { name: SUPPLEMENT_NAME, bytes } }),
    SUPPLEMENT_NAME,
  );
}

/** Somebody else's installation is never touched; a start that broke off is gone on with. */
async function mayMake(parts: DemoParts, made: Made | null): Promise<boolean> {
  if (made) return !made.finished;
  return (await parts.store.db.selectFrom('person').select('id').limit(1).executeTakeFirst()) === undefined;
}

/**
 * Cheap when the example is there already. `today`: `YYYY-MM-DD`, all dates of the content follow from it.
 * Throws when its own content is refused: that is a fault of the program, never of a person.
 */
export async function seedDemo(parts: DemoParts, today: string = dayNow()): Promise<void> {
  const earlier = await readMade(parts);
  if (!(await mayMake(parts, earlier))) return;
  const day = earlier?.today ?? today;
  if (!earlier) await keepMade(parts, { today: day, finished: false });
  const institution = await makeInstitution(parts, day);
  const made = async (index: number): Promise<void> => {
    await new LedgerCourse(parts, institution, index, day).run();
    parts.log.info({ unit: LEDGERS[index]?.unit.name }, 'example ledger made');
  };
  // ledgers share nothing: together they wait for fewer writes
  await Promise.all([...LEDGERS.keys()].map(made));
  await leavePreview(parts, institution);
  const { rounds, ledgers, people } = institution;
  const office = people.get('office')!;
  await takeSnapshot(parts, { round: rounds.get('second')! }, office, '集中整改期满存档');
  await takeSnapshot(parts, { ledger: ledgers[0]! }, people.get('unit1head')!, '专题民主生活会前存档');
  await takeSnapshot(parts, { round: rounds.get('third')! }, office, '集中整改启动存档');
  await keepMade(parts, { today: day, finished: true });
}
