/** Writes a zip: deflated entries in the order given, all with the same fixed time, so that the same parts give the same bytes. */
import { crc32, deflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const DEFLATED = 8;
/** names are UTF-8 */
const FLAGS = 0x0800;
/** 1 January 1980, the first day that a zip knows */
const DAY = 0x21;
const LEVEL = 4;
/** beyond these a zip needs its 64-bit form, which no workbook of ours comes near */
const ENTRIES_MAX = 0xffff;
const BYTES_MAX = 0xffff_ffff;

/** The twelve fields that the local and the central head of an entry share, from the version needed on. */
function shared(name: Uint8Array, crc: number, packed: number, size: number): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(VERSION, 0);
  head.writeUInt16LE(FLAGS, 2);
  head.writeUInt16LE(DEFLATED, 4);
  head.writeUInt16LE(DAY, 8);
  head.writeUInt32LE(crc, 10);
  head.writeUInt32LE(packed, 14);
  head.writeUInt32LE(size, 18);
  head.writeUInt16LE(name.length, 22);
  return head;
}

const signed = (signature: number, more = 0): Buffer => {
  const bytes = Buffer.alloc(4 + more);
  bytes.writeUInt32LE(signature, 0);
  return bytes;
};

export class ZipWriter {
  readonly #parts: Uint8Array[] = [];
  readonly #central: Uint8Array[] = [];
  #offset = 0;
  #entries = 0;

  /** Deflates at once: the caller may let go of `content`. */
  add(path: string, content: Uint8Array): void {
    const name = Buffer.from(path, 'utf8');
    const packed = deflateRawSync(content, { level: LEVEL });
    const head = shared(name, crc32(content), packed.length, content.length);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(this.#offset, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(VERSION, 0);
    this.#central.push(signed(CENTRAL), madeBy, head, place, name);
    this.#push(signed(LOCAL), head, name, packed);
    this.#entries += 1;
  }

  /** Throws a RangeError for more than a plain zip holds. */
  close(): Uint8Array {
    const start = this.#offset;
    this.#push(...this.#central);
    if (this.#entries > ENTRIES_MAX || this.#offset > BYTES_MAX)
      throw new RangeError('More than a zip without its 64-bit form holds.');
    const end = signed(END, 18);
    end.writeUInt16LE(this.#entries, 8);
    end.writeUInt16LE(this.#entries, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    this.#push(end);
    const whole = new Uint8Array(this.#offset);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #push(...parts: Uint8Array[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.#offset += part.length;
    }
  }
}
