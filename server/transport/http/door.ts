/** The shape of a door: method, path, declared permission, input and handler. The table in doors.ts is made of these and nothing else. */
import type { IncomingMessage } from 'node:http';
import type * as v from 'valibot';
import type { Outcome } from '#domain/refusals.ts';
import type { Asker } from '#protocol/services.ts';
import type { UploadedFile } from '#server/exchange/exchange.contract.ts';
import type { DoorParts } from '#server/transport/http/parts.ts';
import type { Answer } from '#server/transport/http/reply.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What every handler and permission may look at. */
export interface Knock {
  readonly parts: DoorParts;
  readonly request: IncomingMessage;
  readonly headers: Headers;
  /** scheme and host under which the request reached us */
  readonly origin: string;
  readonly address: string;
  /** values of the `{name}` parts of the path, percent-decoded */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** Decides before the body is read. `scope` is what it found out on the way, for the handler. */
export interface Permission<Scope> {
  readonly name: string;
  readonly signedIn: boolean;
  readonly decide: (knock: Knock, asker: Asker | null) => Promise<Outcome<Scope>>;
}

/** A door as the dispatcher sees it: its types are closed over, its permission is still named. */
export interface Door {
  readonly method: Method;
  readonly pattern: string;
  readonly permission: string;
  readonly signedIn: boolean;
  /** what may be sent, for the description of the doors */
  readonly input: JsonInput<v.GenericSchema> | FileInput | null;
  readonly answer: (knock: Knock, asker: Asker | null) => Promise<Outcome<Answer>>;
}

export interface JsonInput<Schema extends v.GenericSchema> {
  readonly kind: 'json';
  readonly schema: Schema;
  readonly size: 'ordinary' | 'command';
}
export interface FileInput {
  readonly kind: 'file';
}
export type InputValue<Input> =
  Input extends JsonInput<infer Schema>
    ? v.InferOutput<Schema>
    : Input extends FileInput
      ? UploadedFile
      : null;
