/** How a door is described: who it is for, what to know about it, what it answers. What it takes is the door's own schema. */
import type * as v from 'valibot';

/** A file or text that leaves as it is. */
export interface Bytes {
  readonly mediaType: string;
}
export const XLSX: Bytes = { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
export const JSON_FILE: Bytes = { mediaType: 'application/json' };

export interface DoorWords {
  /** in the words of section A of docs/rules.md */
  readonly who: string;
  /** refusals of its own, what parameters mean; Markdown */
  readonly what?: string;
  /** query parameter → what it chooses */
  readonly query?: Readonly<Record<string, string>>;
  /** where the door hands a part of its body on unread: the whole shape */
  readonly takes?: v.GenericSchema;
  readonly answers: v.GenericSchema | Bytes;
  /** 200 if left out */
  readonly status?: 201;
  /** where the door may answer 200 as well as `status` */
  readonly or200?: true;
}

export interface Section {
  readonly title: string;
  /** `METHOD /path/{name}` → words */
  readonly doors: Readonly<Record<string, DoorWords>>;
}

export const isBytes = (answers: DoorWords['answers']): answers is Bytes => 'mediaType' in answers;
