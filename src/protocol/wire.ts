/**
 * Building blocks of the binary messages: each reads, writes and describes one shape. Reading is strict and
 * bounded; a wrong byte throws `Malformed`, which codec.ts turns into a refusal. Knows no message.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** `text` describes the shape for the hash that guards the wire against silent changes. */
export interface Shape<T> {
  readonly text: string;
  readonly write: (encoder: encoding.Encoder, value: T) => void;
  readonly read: (decoder: decoding.Decoder) => T;
}
export type ValueOf<S> = S extends Shape<infer T> ? T : never;

const malformed = (why: string): never => {
  throw new Malformed(why);
};

/** A whole number from 0 to `max`. */
export const uint = (max: number = Number.MAX_SAFE_INTEGER): Shape<number> => ({
  text: `uint<=${max}`,
  write: (encoder, value) => encoding.writeVarUint(encoder, value),
  read: (decoder) => {
    const value = decoding.readVarUint(decoder);
    return value <= max ? value : malformed('number too large');
  },
});

/** UTF-8 of at most `bytesMax` bytes that `pattern` accepts. */
export const string = (bytesMax: number, pattern?: RegExp): Shape<string> => ({
  text: `string<=${bytesMax}${pattern ? pattern.source : ''}`,
  write: (encoder, value) => encoding.writeVarString(encoder, value),
  read: (decoder) => {
    const bytes = readBytes(decoder, bytesMax);
    const value = decodeText(bytes);
    return pattern && !pattern.test(value) ? malformed('string out of its pattern') : value;
  },
});

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return malformed('not UTF-8');
  }
}

function readBytes(decoder: decoding.Decoder, bytesMax: number): Uint8Array {
  const length = decoding.readVarUint(decoder);
  if (length > bytesMax) return malformed('too long');
  if (length > decoder.arr.length - decoder.pos) return malformed('cut off');
  return decoding.readUint8Array(decoder, length);
}

/** At most `bytesMax` bytes; a view into the frame. */
export const bytes = (bytesMax: number): Shape<Uint8Array> => ({
  text: `bytes<=${bytesMax}`,
  write: (encoder, value) => encoding.writeVarUint8Array(encoder, value),
  read: (decoder) => readBytes(decoder, bytesMax),
});

export const flag: Shape<boolean> = {
  text: 'flag',
  write: (encoder, value) => encoding.writeUint8(encoder, value ? 1 : 0),
  read: (decoder) => {
    const value = decoding.readUint8(decoder);
    return value > 1 ? malformed('not a flag') : value === 1;
  },
};

/** One of a fixed list, by its place. */
export const oneOf = <const T extends string>(values: readonly T[]): Shape<T> => ({
  text: `oneOf(${values.join('|')})`,
  write: (encoder, value) => encoding.writeVarUint(encoder, values.indexOf(value)),
  read: (decoder) => values[decoding.readVarUint(decoder)] ?? malformed('not in the list'),
});

export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => ({
  text: `optional(${shape.text})`,
  write: (encoder, value) => {
    flag.write(encoder, value !== undefined);
    if (value !== undefined) shape.write(encoder, value);
  },
  read: (decoder) => (flag.read(decoder) ? shape.read(decoder) : undefined),
});

export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  text: `nullable(${shape.text})`,
  write: (encoder, value) => {
    flag.write(encoder, value !== null);
    if (value !== null) shape.write(encoder, value);
  },
  read: (decoder) => (flag.read(decoder) ? shape.read(decoder) : null),
});

export const array = <T>(shape: Shape<T>, countMax: number): Shape<readonly T[]> => ({
  text: `array(${shape.text})<=${countMax}`,
  write: (encoder, values) => {
    encoding.writeVarUint(encoder, values.length);
    for (const value of values) shape.write(encoder, value);
  },
  read: (decoder) => {
    const count = decoding.readVarUint(decoder);
    if (count > countMax) return malformed('too many');
    return Array.from({ length: count }, () => shape.read(decoder));
  },
});

/** Named parts in the order they are written down; parts that are `undefined` are left out of the result. */
export function record<T extends object>(parts: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const entries = Object.entries(parts) as [keyof T & string, Shape<T[keyof T]>][];
  return {
    text: `{${entries.map(([name, shape]) => `${name}:${shape.text}`).join(',')}}`,
    write: (encoder, value) => {
      for (const [name, shape] of entries) shape.write(encoder, value[name]);
    },
    read: (decoder) => {
      const value: Partial<Record<keyof T & string, unknown>> = {};
      for (const [name, shape] of entries) {
        const part = shape.read(decoder);
        if (part !== undefined) value[name] = part;
      }
      return value as T;
    },
  };
}
