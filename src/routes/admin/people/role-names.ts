/** Roles as people write them in a list: their words in either language, or their ids. */
import { ROLES } from '#domain/roles.ts';
import { LOCALES, word } from '#messages/sentence.ts';

const IDS: ReadonlyMap<string, string> = new Map(
  ROLES.flatMap((role) =>
    [role, ...LOCALES.map((locale) => word('role', role, locale))].map((name): [string, string] => [
      name.toLowerCase(),
      role,
    ]),
  ),
);

/** What is no role stays as it is written, for the line's fault to name. */
export const roleOfWord = (written: string): string => IDS.get(written.toLowerCase()) ?? written;
