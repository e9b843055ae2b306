/** Doors of the dictionaries of an office. */
import * as v from 'valibot';
import { ENTRIES_MAX, WORD_LENGTH_MAX } from '#domain/dictionaries.ts';
import { accept } from '#domain/refusals.ts';
import type { Door } from '#server/transport/http/door.ts';
import { door, jsonOf } from '#server/transport/http/make-door.ts';
import { keepsDictionaries, readsDictionaries } from '#server/transport/http/permits.ts';
import { json } from '#server/transport/http/reply.ts';

const id = v.pipe(v.string(), v.regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$/));
const word = v.pipe(v.string(), v.maxLength(WORD_LENGTH_MAX * 2), v.trim());
const Entry = v.object({
  id,
  word,
  under: v.optional(v.nullable(id), null),
  retired: v.optional(v.boolean(), false),
});
const Wish = {
  name: word,
  retired: v.optional(v.boolean(), false),
  entries: v.pipe(v.array(Entry), v.maxLength(ENTRIES_MAX)),
};
const NewDictionary = v.object({ id, ...Wish });
const DictionaryChange = v.object({ version: v.pipe(v.number(), v.integer(), v.minValue(1)), ...Wish });

const PATH = '/api/offices/{office}/dictionaries';

export const dictionaryDoors: readonly Door[] = [
  door('GET', PATH, readsDictionaries, null, async (knock, asker) => {
    const found = await knock.parts.services.dictionaries(asker, knock.path['office'] ?? '');
    return found.ok ? accept(json(found.value)) : found;
  }),
  door(
    'POST',
    PATH,
    keepsDictionaries,
    jsonOf(NewDictionary),
    async (knock, asker, { id: wanted, ...wish }) => {
      const { dictionaries } = knock.parts.administration;
      const made = await dictionaries.add(asker.person, knock.path['office'] ?? '', wanted, wish);
      return made.ok ? accept(json(made.value, 201)) : made;
    },
  ),
  door(
    'PATCH',
    `${PATH}/{dictionary}`,
    keepsDictionaries,
    jsonOf(DictionaryChange),
    async (knock, asker, { version, ...wish }) => {
      const { office = '', dictionary = '' } = knock.path;
      const { dictionaries } = knock.parts.administration;
      const changed = await dictionaries.change(asker.person, office, dictionary, version, wish);
      return changed.ok ? accept(json(changed.value)) : changed;
    },
  ),
];
