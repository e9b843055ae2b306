/** Ties a door's parts together in the one order that is safe: permission, then body, then permission again, then the handler. */
import type * as v from 'valibot';
import { refuse, type Outcome } from '#domain/refusals.ts';
import { readFile, readJson } from '#server/transport/http/body.ts';
import type {
  Door,
  FileInput,
  InputValue,
  JsonInput,
  Knock,
  Method,
  Permission,
} from '#server/transport/http/door.ts';
import type { Answer } from '#server/transport/http/reply.ts';

export const jsonOf = <Schema extends v.GenericSchema>(
  schema: Schema,
  size: 'ordinary' | 'command' = 'ordinary',
): JsonInput<Schema> => ({
  kind: 'json',
  schema,
  size,
});
export const FILE: FileInput = { kind: 'file' };

/** What somebody who has not signed in may send: credentials are small, and thousands of senders must not fill the memory. */
const OPEN_BYTES_MAX = 16 * 1024;

type Handler<Scope, Input> = (
  knock: Knock,
  scope: Scope,
  input: InputValue<Input>,
) => Promise<Outcome<Answer>>;

async function inputOf(
  knock: Knock,
  input: JsonInput<v.GenericSchema> | FileInput | null,
  isOpen: boolean,
): Promise<Outcome<unknown>> {
  const { limits } = knock.parts;
  if (input === null) return { ok: true, value: null };
  if (input.kind === 'file')
    return readFile(knock.request, { bytesMax: limits.fileBytesMax, secondsMax: limits.bodySecondsMax });
  const bytesMax = input.size === 'command' ? limits.commandBytesMax : limits.jsonBytesMax;
  const allowed = isOpen ? Math.min(bytesMax, OPEN_BYTES_MAX) : bytesMax;
  return readJson(knock.request, { bytesMax: allowed, secondsMax: limits.bodySecondsMax }, input.schema);
}

export function door<Scope, Input extends JsonInput<v.GenericSchema> | FileInput | null>(
  method: Method,
  pattern: string,
  permission: Permission<Scope>,
  input: Input,
  handler: Handler<Scope, Input>,
): Door {
  return {
    method,
    pattern,
    permission: permission.name,
    signedIn: permission.signedIn,
    input,
    async answer(knock, asker) {
      const granted = await permission.decide(knock, asker);
      if (!granted.ok) return granted;
      const read = await inputOf(knock, input, !permission.signedIn);
      if (!read.ok) return read;
      const answered = (scope: Scope): Promise<Outcome<Answer>> =>
        handler(knock, scope, read.value as InputValue<Input>);
      if (input === null || !permission.signedIn) return answered(granted.value);
      // a body may take a minute: what counts are the rights when it has come
      const still = await knock.parts.sessions.asker(knock.headers);
      if (still === null) return refuse('SESSION_ENDED');
      const now = await permission.decide(knock, still);
      return now.ok ? answered(now.value) : now;
    },
  };
}
