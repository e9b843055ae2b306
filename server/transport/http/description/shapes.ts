/** Every shape with a name, and their translation from valibot into JSON Schema. The doors' own schemas are the only source. */
import { toJsonSchema, toJsonSchemaDefs, type ConversionConfig } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { REFUSAL_CODES } from '#domain/refusals.ts';
import { Done, Figures, Made, Organisation } from '#server/transport/http/description/answer-parts.ts';
import * as history from '#server/transport/http/description/answers-history.ts';
import * as imports from '#server/transport/http/description/answers-imports.ts';
import * as people from '#server/transport/http/description/answers-people.ts';
import * as rounds from '#server/transport/http/description/answers-rounds.ts';
import * as rows from '#server/transport/http/description/answers-rows.ts';

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What every door answers when it refuses. `message` is a sentence in the language of the cookie `sandan-locale`. */
export const Refusal = v.strictObject({
  error: v.strictObject({
    code: v.picklist(REFUSAL_CODES),
    message: v.pipe(v.string(), v.minLength(1)),
    params: v.record(v.string(), v.union([v.string(), v.number()])),
  }),
});

/** Shapes of answers by the name under which the document knows them. */
export const SHAPES: Readonly<Record<string, v.GenericSchema>> = {
  Refusal,
  Done,
  Made,
  Figures,
  Organisation,
  ...people,
  ...rounds,
  ...rows,
  ...imports,
  ...history,
};

/** The only thing that commands check by hand. */
const ID: JsonSchema = { type: 'string', pattern: '^[0-9A-Za-z]{16}$' };

const CONVERSION: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  // a check that JSON Schema has no word for (a name's signs, a day that exists) is the door's to tell
  errorMode: 'ignore',
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  overrideSchema: ({ valibotSchema }) => (valibotSchema.type === 'custom' ? ID : null),
};

/** Answers may grow: what is strict for our own tests is open for a reader. */
function opened(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(opened);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'additionalProperties' && value === false))
      .map(([key, value]) => [key, opened(value)]),
  );
}

function bare(schema: object): JsonSchema {
  const { $schema: _dialect, $defs: _definitions, ...rest } = schema as Record<string, unknown>;
  return rest;
}

export const sentShape = (schema: v.GenericSchema): JsonSchema => bare(toJsonSchema(schema, CONVERSION));
export const answeredShape = (schema: v.GenericSchema): JsonSchema =>
  opened(bare(toJsonSchema(schema, { ...CONVERSION, definitions: { ...SHAPES } }))) as JsonSchema;
export const namedShapes = (): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    Object.entries(toJsonSchemaDefs({ ...SHAPES }, CONVERSION)).map(([name, schema]) => [
      name,
      opened(bare(schema)) as JsonSchema,
    ]),
  );
