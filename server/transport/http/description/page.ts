/** docs/api.md as text, made from the same table as /api/openapi.json. `npm run api-docs` writes it, a test compares it. */
import { commandSchema } from '#domain/commands/registry.ts';
import { REFUSAL_CODES } from '#domain/refusals.ts';
import { COMMANDS } from '#domain/workflow.ts';
import type { Door } from '#server/transport/http/door.ts';
import {
  answersBeforeOwnPassword,
  describedDoors,
  nameOf,
  type DescribedDoor,
} from '#server/transport/http/description/described.ts';
import { INTRODUCTION } from '#server/transport/http/description/introduction.ts';
import {
  answeredShape,
  namedShapes,
  sentShape,
  type JsonSchema,
} from '#server/transport/http/description/shapes.ts';
import { isBytes } from '#server/transport/http/description/words.ts';
import { statusOf } from '#server/transport/http/status.ts';

/** How deep a shape is written out; what lies deeper is `…`, and whole in /api/openapi.json. */
const DEPTH_MAX = 2;

const record = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null ? (value as JsonSchema) : {};

function members(schema: JsonSchema, depth: number): string {
  const required = (schema['required'] ?? []) as readonly string[];
  const each = Object.entries(record(schema['properties'])).map(([name, inner]) => {
    const shown = brief(record(inner), depth + 1);
    const key = required.includes(name) ? name : `${name}?`;
    return shown === '' ? key : `${key}: ${shown}`;
  });
  return `{${each.join(', ')}}`;
}

/** A shape in a few signs: `{name, mode?, lines: [{…}]}`. Plain values are their name alone. */
function brief(schema: JsonSchema, depth = 0): string {
  const { $ref, type, items, properties, anyOf } = schema;
  if (typeof $ref === 'string') return $ref.slice($ref.lastIndexOf('/') + 1);
  if (Array.isArray(anyOf)) {
    const shown = anyOf.map((each) => brief(record(each), depth)).filter((each) => each !== '');
    return [...new Set(shown)].join(' or ');
  }
  if (type === 'array') return `[${brief(record(items), depth)}]`.replace('[]', '[…]');
  if (type === 'object' && properties !== undefined)
    return depth >= DEPTH_MAX ? '{…}' : members(schema, depth);
  return type === 'object' ? '{…}' : '';
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

function takes({ door, words }: DescribedDoor): string {
  if (door.input === null) return '';
  if (door.input.kind === 'file') return 'multipart field `file`';
  const shape = sentShape(words.takes ?? door.input.schema);
  return 'anyOf' in shape ? 'a command, see below' : code(brief(shape));
}

function answers({ words }: DescribedDoor): string {
  if (isBytes(words.answers)) return words.answers.mediaType.startsWith('text/') ? 'text' : 'file';
  const shown = code(brief(answeredShape(words.answers)));
  return words.status === undefined || words.or200 ? shown : `${words.status} ${shown}`;
}

function remarks({ words }: DescribedDoor): string {
  const queries = Object.entries(words.query ?? {}).map(([name, meaning]) => `\`?${name}=\` ${meaning}`);
  return [...(words.what === undefined ? [] : [words.what]), ...queries].join('; ');
}

const row = (described: DescribedDoor): string => {
  const mark = answersBeforeOwnPassword(described.door) ? ' °' : '';
  const cells = [
    `\`${nameOf(described.door)}\``,
    `${described.words.who}${mark}`,
    takes(described),
    answers(described),
    remarks(described),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
};

const commands = (): readonly string[] =>
  COMMANDS.map((name) => {
    const inner = brief(sentShape(commandSchema(name))).slice(1, -1);
    return `| \`${name}\` | \`{command, opId, ${inner}}\` |`;
  });

const shapes = (): readonly string[] =>
  Object.entries(namedShapes())
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, shape]) => `| ${name} | \`${brief(shape) || 'null or {…}'}\` |`);

function refusals(): readonly string[] {
  const statuses = [...new Set(REFUSAL_CODES.map(statusOf))].sort((one, other) => one - other);
  return statuses.map((status) => {
    const codes = REFUSAL_CODES.filter((each) => statusOf(each) === status);
    return `| ${status} | ${codes.map((each) => `\`${each}\``).join(' ')} |`;
  });
}

/** The whole page. Throws as `describedDoors` does. */
export function apiPage(doors: readonly Door[]): string {
  const sections = describedDoors(doors).flatMap(({ title, doors: described }) => [
    `## ${title}`,
    '',
    '| door | who | takes | answers | to know |',
    '|---|---|---|---|---|',
    ...described.map(row),
    '',
  ]);
  return [
    INTRODUCTION,
    ...sections,
    '## Commands',
    '',
    'What `POST /api/ledgers/{ledger}/commands` takes; each has its rule in section W of [rules.md](rules.md).',
    '',
    '| command | body |',
    '|---|---|',
    ...commands(),
    '',
    '## Shapes of answers',
    '',
    'Fields may be added to an answer at any time; none goes or changes its meaning without a new version of the doors.',
    '',
    '| shape | fields |',
    '|---|---|',
    ...shapes(),
    '',
    '## Refusals',
    '',
    '| status | codes |',
    '|---|---|',
    ...refusals(),
    '',
    'Sockets: `/sync/{ledger}` and `/live`, see [protocol.md](protocol.md).',
    '',
  ].join('\n');
}
