/** The field table: every field of the three lists, how it is held, its type and its limit. Writers are in permissions.ts. */

export const LISTS = ['problems', 'duties', 'tasks'] as const;
export type List = (typeof LISTS)[number];

export const SOURCES = ['省委巡视', '市委巡察', '县委巡察', '上轮遗留', '审计', '自查'] as const;
export const NATURES = ['个性', '共性'] as const;
export const KINDS = ['immediate', 'timed', 'longterm'] as const;
export const COMPLETIONS = ['未完成', '基本完成', '已完成'] as const;
export const MEASURE_TYPES = [
  '建章立制',
  '挽回损失',
  '追责问责',
  '举一反三',
  '专项整治',
  '重大措施',
  '其他',
] as const;
export type MeasureType = (typeof MEASURE_TYPES)[number];

/** Counters of 成效数据 with their unit; `of` is the measure type that makes the counter compulsory. */
export const COUNTERS = [
  { id: 'rules', unit: '项', of: '建章立制' },
  { id: 'recovered', unit: '万元', of: '挽回损失' },
  { id: 'accountable', unit: '人', of: '追责问责' },
] as const satisfies readonly { id: string; unit: string; of: MeasureType }[];
export type CounterId = (typeof COUNTERS)[number]['id'];

/**
 * How a field is held:
 * `cell` a key in `cells`; `once` a cell written in the update that makes the row and never again;
 * `text` a shared text; `server` a cell that only commands write; `derived` never stored.
 */
export type Held = 'cell' | 'once' | 'text' | 'server' | 'derived';

export type FieldType =
  | { readonly kind: 'string'; readonly max: number }
  | { readonly kind: 'prose'; readonly max: number }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'boolean' }
  /** `true` or null */
  | { readonly kind: 'tick' }
  /** `YYYY-MM-DD`, a day that exists */
  | { readonly kind: 'date' }
  /** ISO instant */
  | { readonly kind: 'time' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly decimals: number }
  /** `@ID NAME` or a printed name of at most 60 characters */
  | { readonly kind: 'person' }
  | { readonly kind: 'organisation' }
  /** a person or free text of at most `max` */
  | { readonly kind: 'owner'; readonly max: number }
  /** fractional index */
  | { readonly kind: 'order'; readonly max: number }
  | { readonly kind: 'list' }
  | { readonly kind: 'row' };

/** A field with members is one key per member (`field:member`), so that two people ticking different things both win. */
export type MemberKind = 'dictionary' | 'person' | 'organisation' | 'measureType' | 'counter';

export interface Field {
  readonly list: List;
  readonly name: string;
  readonly held: Held;
  readonly type: FieldType;
  readonly member?: MemberKind;
  /** `cell` until the plan has passed, then only by command (kind, due …). */
  readonly lockedByPlan?: true;
}

const PROSE = 20_000;
const field = (list: List, name: string, held: Held, type: FieldType, more: Partial<Field> = {}): Field => ({
  list,
  name,
  held,
  type,
  ...more,
});
const string = (max: number): FieldType => ({ kind: 'string', max });
const prose = (max: number): FieldType => ({ kind: 'prose', max });
const oneOf = (values: readonly string[]): FieldType => ({ kind: 'enum', values });
const PLACE: FieldType = { kind: 'order', max: 64 };

const everyList = (list: List): Field[] => [
  field(list, 'list', 'once', { kind: 'list' }),
  field(list, 'order', 'cell', PLACE),
  field(list, 'deleted', 'server', { kind: 'boolean' }),
];

export const FIELDS: readonly Field[] = [
  ...everyList('problems'),
  field('problems', 'code', 'server', string(40)),
  field('problems', 'original', 'server', string(8_000)),
  field('problems', 'source', 'cell', oneOf(SOURCES)),
  field('problems', 'category', 'cell', string(100)),
  field('problems', 'subcategory', 'cell', string(100)),
  field('problems', 'categories', 'cell', string(100), { member: 'dictionary' }),
  field('problems', 'symptom', 'text', prose(4_000)),
  field('problems', 'nature', 'cell', oneOf(NATURES)),
  field('problems', 'key', 'cell', { kind: 'boolean' }),
  field('problems', 'kind', 'cell', oneOf(KINDS), { lockedByPlan: true }),
  field('problems', 'due', 'cell', { kind: 'date' }, { lockedByPlan: true }),
  field('problems', 'previousId', 'server', string(60)),
  field('problems', 'status', 'server', string(20)),
  field('problems', 'claim', 'server', { kind: 'time' }, { member: 'person' }),
  field('problems', 'supervisionNote', 'text', prose(4_000)),
  field('problems', 'evidenceCount', 'server', { kind: 'number', min: 0, max: 1_000_000, decimals: 0 }),
  field('problems', 'completion', 'derived', oneOf(COMPLETIONS)),
  field('problems', 'longTerm', 'derived', { kind: 'boolean' }),

  ...everyList('duties'),
  field('duties', 'problem', 'once', { kind: 'row' }),
  field('duties', 'cause', 'text', prose(PROSE)),
  field('duties', 'goal', 'text', prose(PROSE)),
  field('duties', 'firstHead', 'cell', { kind: 'person' }),
  field('duties', 'leaders', 'cell', PLACE, { member: 'person' }),
  field('duties', 'leadDept', 'cell', string(100)),
  field('duties', 'clerk', 'cell', { kind: 'person' }),
  field('duties', 'coUnits', 'cell', PLACE, { member: 'organisation' }),
  field('duties', 'supervisorOrg', 'cell', { kind: 'organisation' }),
  field('duties', 'countyLeader', 'cell', { kind: 'person' }),
  field('duties', 'due', 'derived', { kind: 'date' }),

  ...everyList('tasks'),
  field('tasks', 'problem', 'once', { kind: 'row' }),
  field('tasks', 'code', 'derived', string(60)),
  field('tasks', 'measure', 'text', prose(PROSE)),
  field('tasks', 'types', 'cell', { kind: 'tick' }, { member: 'measureType' }),
  field('tasks', 'owner', 'cell', { kind: 'owner', max: 200 }),
  field('tasks', 'due', 'cell', { kind: 'date' }, { lockedByPlan: true }),
  field('tasks', 'dueText', 'cell', string(60), { lockedByPlan: true }),
  field('tasks', 'immediate', 'cell', { kind: 'boolean' }, { lockedByPlan: true }),
  field('tasks', 'withinFocus', 'cell', { kind: 'boolean' }, { lockedByPlan: true }),
  field('tasks', 'longTerm', 'cell', { kind: 'boolean' }, { lockedByPlan: true }),
  field('tasks', 'progress', 'text', prose(PROSE)),
  field('tasks', 'completion', 'cell', oneOf(COMPLETIONS)),
  field(
    'tasks',
    'counters',
    'cell',
    { kind: 'number', min: 0, max: 1_000_000_000, decimals: 2 },
    { member: 'counter' },
  ),
  field('tasks', 'extension', 'text', prose(PROSE)),
  field('tasks', 'note', 'text', prose(2_000)),
  field('tasks', 'supervisionNote', 'text', prose(4_000)),
  field('tasks', 'assigned', 'server', { kind: 'organisation' }),
  field('tasks', 'evidenceCount', 'server', { kind: 'number', min: 0, max: 1_000_000, decimals: 0 }),
];

/** Bounds of one ledger. */
export const ROWS_MAX = 20_000;
export const TEXTS_MAX = 40_000;

const byKey = new Map(FIELDS.map((f) => [`${f.list}/${f.name}`, f]));

/** The field of a list by name, or undefined. */
export const fieldOf = (list: List, name: string): Field | undefined => byKey.get(`${list}/${name}`);
export const fieldsOf = (list: List): readonly Field[] => FIELDS.filter((f) => f.list === list);
