/** Doors and words side by side. A door without words or permission, and words without a door, end the making of the description. */
import type { Door } from '#server/transport/http/door.ts';
import { history } from '#server/transport/http/description/words-of-history.ts';
import { ledgers } from '#server/transport/http/description/words-of-ledgers.ts';
import { administration, oneself, operation } from '#server/transport/http/description/words-of-people.ts';
import { departments, rounds } from '#server/transport/http/description/words-of-rounds.ts';
import type { DoorWords, Section } from '#server/transport/http/description/words.ts';
import { anyone, signedInBeforeOwnPassword } from '#server/transport/http/permits.ts';

const SECTIONS: readonly Section[] = [
  operation,
  oneself,
  rounds,
  ledgers,
  history,
  departments,
  administration,
];

export interface DescribedDoor {
  readonly door: Door;
  readonly words: DoorWords;
}
export interface DescribedSection {
  readonly title: string;
  readonly doors: readonly DescribedDoor[];
}

export const nameOf = ({ method, pattern }: Pick<Door, 'method' | 'pattern'>): string =>
  `${method} ${pattern}`;

/** A16: doors that answer while somebody else's choice of a password stands. */
export const answersBeforeOwnPassword = (door: Door): boolean =>
  door.permission === anyone.name || door.permission === signedInBeforeOwnPassword.name;

/** Throws with the name of the first door that is not declared or described, or of words that have no door. */
export function describedDoors(
  doors: readonly Door[],
  sections: readonly Section[] = SECTIONS,
): readonly DescribedSection[] {
  const byName = new Map(doors.map((door) => [nameOf(door), door]));
  const described = sections.map(({ title, doors: words }) => ({
    title,
    doors: Object.entries(words).map(([name, its]) => {
      const door = byName.get(name);
      if (!door)
        throw new Error(
          `${name} is described in server/transport/http/description, but no such door is in the table.`,
        );
      byName.delete(name);
      return { door, words: its };
    }),
  }));
  const [left] = byName.keys();
  if (left !== undefined)
    throw new Error(
      `${left} has no words: describe it in server/transport/http/description/words-of-*.ts, then run npm run api-docs.`,
    );
  const open = doors.find((door) => door.permission.trim() === '');
  if (open) throw new Error(`${nameOf(open)} declares no permission.`);
  return described;
}
