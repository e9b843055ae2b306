/** Writes V1 updates by hand, byte by byte, so that tests and the fuzzer can send what no honest client would. */
import * as encoding from 'lib0/encoding';

export interface RawId {
  readonly client: number;
  readonly clock: number;
}
export type RawContent =
  | { readonly kind: 'any'; readonly values: readonly unknown[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'deleted'; readonly length: number }
  | { readonly kind: 'json'; readonly values: readonly string[] }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }
  | { readonly kind: 'embed'; readonly json: string }
  | { readonly kind: 'format'; readonly key: string; readonly json: string }
  | { readonly kind: 'type'; readonly type: number }
  | { readonly kind: 'doc'; readonly guid: string };
export type RawStruct =
  | { readonly kind: 'gc' | 'skip'; readonly length: number }
  | {
      readonly kind: 'item';
      readonly origin?: RawId;
      readonly rightOrigin?: RawId;
      readonly parent?: string | RawId;
      readonly key?: string;
      readonly content: RawContent;
    };
export interface RawSection {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly RawStruct[];
  /** claimed number of structs, when it is not the true one */
  readonly claimed?: number;
}
export interface RawUpdate {
  readonly sections: readonly RawSection[];
  readonly deletions?: readonly {
    readonly client: number;
    readonly ranges: readonly (readonly [clock: number, length: number])[];
  }[];
  readonly tail?: Uint8Array;
}

const CONTENT = {
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
} as const;

export function forge(update: RawUpdate): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, update.sections.length);
  for (const { client, clock, structs, claimed } of update.sections) {
    encoding.writeVarUint(encoder, claimed ?? structs.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const struct of structs) writeStruct(encoder, struct);
  }
  const deletions = update.deletions ?? [];
  encoding.writeVarUint(encoder, deletions.length);
  for (const { client, ranges } of deletions) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const [clock, length] of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  }
  if (update.tail) encoding.writeUint8Array(encoder, update.tail);
  return encoding.toUint8Array(encoder);
}

function writeId(encoder: encoding.Encoder, { client, clock }: RawId): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}

function writeStruct(encoder: encoding.Encoder, struct: RawStruct): void {
  if (struct.kind !== 'item') {
    encoding.writeUint8(encoder, struct.kind === 'gc' ? 0 : 10);
    encoding.writeVarUint(encoder, struct.length);
    return;
  }
  const { origin, rightOrigin, parent, key, content } = struct;
  const alone = !origin && !rightOrigin;
  const info =
    CONTENT[content.kind] |
    (origin ? 0x80 : 0) |
    (rightOrigin ? 0x40 : 0) |
    (alone && key !== undefined ? 0x20 : 0);
  encoding.writeUint8(encoder, info);
  if (origin) writeId(encoder, origin);
  if (rightOrigin) writeId(encoder, rightOrigin);
  if (alone) {
    encoding.writeVarUint(encoder, typeof parent === 'object' ? 0 : 1);
    if (typeof parent === 'object') writeId(encoder, parent);
    else encoding.writeVarString(encoder, parent ?? 'cells');
    if (key !== undefined) encoding.writeVarString(encoder, key);
  }
  writeContent(encoder, content);
}

function writeContent(encoder: encoding.Encoder, content: RawContent): void {
  switch (content.kind) {
    case 'any':
      encoding.writeVarUint(encoder, content.values.length);
      for (const value of content.values) encoding.writeAny(encoder, value as never);
      break;
    case 'json':
      encoding.writeVarUint(encoder, content.values.length);
      for (const value of content.values) encoding.writeVarString(encoder, value);
      break;
    case 'string':
      encoding.writeVarString(encoder, content.text);
      break;
    case 'deleted':
      encoding.writeVarUint(encoder, content.length);
      break;
    case 'binary':
      encoding.writeVarUint8Array(encoder, content.bytes);
      break;
    case 'embed':
      encoding.writeVarString(encoder, content.json);
      break;
    case 'format':
      encoding.writeVarString(encoder, content.key);
      encoding.writeVarString(encoder, content.json);
      break;
    case 'type':
      encoding.writeVarUint(encoder, content.type);
      break;
    case 'doc':
      encoding.writeVarString(encoder, content.guid);
      encoding.writeAny(encoder, {});
      break;
  }
}
