/** The shared words in the language of the page. Only for what is looked up by a code at run time; all else is a message. */
import { getLocale } from '#messages/paraglide/runtime.js';
import { fieldWord, sentence, word } from '#messages/sentence.ts';
import type { RefusalParams } from '#domain/refusals.ts';

export const say = (refusal: { readonly code: string; readonly params?: RefusalParams }): string =>
  sentence(refusal.code, refusal.params ?? {}, getLocale());
export const roleWord = (role: string): string => word('role', role, getLocale());
export const kindOfOrganisation = (kind: string): string => word('kind', kind, getLocale());
export const statusWord = (status: string): string => word('status', status, getLocale());
export const valueWord = (value: string): string => word('value', value, getLocale());
export const counterWord = (counter: string): string => word('counter', counter, getLocale());
export const unitWord = (unit: string): string => word('unit', unit, getLocale());
export const commandWord = (command: string): string => word('command', command, getLocale());
export const flagWord = (flag: boolean): string => word('flag', flag ? 'yes' : 'no', getLocale());
export const fieldLabel = (list: string, name: string): string => fieldWord(list, name, getLocale());
export const listWord = (list: string): string => word('list', list, getLocale());
