/** Makes the example round once: three ledgers, 40 problems in many states, the same for the same day. Keeps what is there. */
import { LedgerCourse } from '#server/demo/course.ts';
import type { DemoParts } from '#server/demo/demo.parts.ts';
import { granted, makeInstitution, type Institution } from '#server/demo/institution.ts';
import { LEDGERS } from '#server/demo/parties.ts';

const SETTING = 'demo';
const SNAPSHOT_TITLE = '集中整改启动存档';
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

async function takeSnapshot({ exchange }: DemoParts, { round, people }: Institution): Promise<void> {
  const taken = await exchange.listSnapshots({ round });
  if (taken.some((snapshot) => snapshot.title === SNAPSHOT_TITLE)) return;
  const office = people.get('office')!;
  granted(
    await exchange.takeSnapshot(
      { round },
      { person: office.id, name: office.name },
      { title: SNAPSHOT_TITLE, reason: '示例轮次建成时的内容' },
    ),
    'the snapshot',
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
  for (const index of LEDGERS.keys()) {
    await new LedgerCourse(parts, institution, index, day).run();
    parts.log.info({ unit: LEDGERS[index]?.unit.name }, 'example ledger made');
  }
  await takeSnapshot(parts, institution);
  await keepMade(parts, { today: day, finished: true });
}
