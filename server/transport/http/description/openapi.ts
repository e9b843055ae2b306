/** The doors as an OpenAPI 3.1 document, made from the one table. It names no person, no setting and nothing of this installation. */
import { REFUSAL_CODES } from '#domain/refusals.ts';
import type { Door } from '#server/transport/http/door.ts';
import {
  answersBeforeOwnPassword,
  describedDoors,
  type DescribedDoor,
} from '#server/transport/http/description/described.ts';
import {
  answeredShape,
  namedShapes,
  sentShape,
  type JsonSchema,
} from '#server/transport/http/description/shapes.ts';
import { isBytes, type DoorWords } from '#server/transport/http/description/words.ts';
import { statusOf } from '#server/transport/http/status.ts';

/** Of the doors, not of the program: raised when something that was there goes or changes its meaning. */
const DOORS_VERSION = '1';
const REFUSAL = { $ref: '#/components/responses/Refusal' };

const JSON_MEDIA = 'application/json';
const contentOf = (words: DoorWords): JsonSchema =>
  isBytes(words.answers)
    ? { [words.answers.mediaType]: { schema: {} } }
    : { [JSON_MEDIA]: { schema: answeredShape(words.answers) } };

function bodyOf({ door, words }: DescribedDoor): JsonSchema | null {
  if (door.input === null) return null;
  if (door.input.kind === 'file') {
    const file = { type: 'string', contentMediaType: 'application/octet-stream' };
    const schema = { type: 'object', properties: { file }, required: ['file'] };
    return { required: true, content: { 'multipart/form-data': { schema } } };
  }
  const schema = sentShape(words.takes ?? door.input.schema);
  const required = 'anyOf' in schema || ((schema['required'] ?? []) as readonly string[]).length > 0;
  return { required, content: { [JSON_MEDIA]: { schema } } };
}

function parametersOf({ door, words }: DescribedDoor): readonly JsonSchema[] {
  const inPath = [...door.pattern.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(words.query ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery];
}

/** `GET /api/rounds/{round}/export.xlsx` → `getRoundsRoundExportXlsx` */
const operationId = ({ method, pattern }: Door): string =>
  method.toLowerCase() +
  pattern
    .replace(/^\/api\//, '/')
    .split(/[^0-9A-Za-z]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

function operationOf(described: DescribedDoor, tag: string): JsonSchema {
  const { door, words } = described;
  const content = contentOf(words);
  const statuses = [...(words.or200 ? [200] : []), words.status ?? 200];
  const body = bodyOf(described);
  const parameters = parametersOf(described);
  return {
    operationId: operationId(door),
    tags: [tag],
    description: [`For: ${words.who}.`, words.what].filter((part) => part !== undefined).join(' '),
    'x-permission': door.permission,
    'x-before-own-password': answersBeforeOwnPassword(door),
    security: door.signedIn
      ? [{ session: [] }]
      : door.pattern === '/metrics'
        ? [{}, { metricsToken: [] }]
        : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [String(status), { description: 'Done.', content }])),
      ...(door.signedIn ? { '401': REFUSAL, '403': REFUSAL } : {}),
      ...(body ? { '400': REFUSAL, '413': REFUSAL } : {}),
      default: REFUSAL,
    },
  };
}

/** Throws as `describedDoors` does. */
export function openApiOf(doors: readonly Door[]): JsonSchema {
  const sections = describedDoors(doors);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { title, doors: described } of sections)
    for (const each of described)
      (paths[each.door.pattern] ??= {})[each.door.method.toLowerCase()] = operationOf(each, title);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sandan (三单)',
      version: DOORS_VERSION,
      description:
        'The doors that pages, scripts and other systems come in through. Sockets are in docs/protocol.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: sections.map(({ title }) => ({ name: title })),
    paths,
    components: {
      schemas: {
        ...namedShapes(),
      },
      responses: {
        Refusal: {
          description: 'Refused; the code says why.',
          'x-statuses': Object.fromEntries(REFUSAL_CODES.map((code) => [code, statusOf(code)])),
          content: { [JSON_MEDIA]: { schema: { $ref: '#/components/schemas/Refusal' } } },
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'sandan.session_token',
          description: 'set by POST /api/auth/sign-in/username; on https its name begins with __Secure-',
        },
        metricsToken: { type: 'http', scheme: 'bearer', description: 'SANDAN_METRICS_TOKEN' },
      },
    },
  };
}
