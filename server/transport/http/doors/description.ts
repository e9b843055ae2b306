/** The door of the description of the doors. */
import { accept } from '#domain/refusals.ts';
import type { Door } from '#server/transport/http/door.ts';
import { door } from '#server/transport/http/make-door.ts';
import { anyone } from '#server/transport/http/permits.ts';
import { jsonText } from '#server/transport/http/reply.ts';

/** `text` makes the document; it is asked once, since the doors do not change while the process lives. */
export function descriptionDoors(text: () => string): readonly Door[] {
  let made: string | null = null;
  return [
    door('GET', '/api/openapi.json', anyone, null, async () => {
      made ??= text();
      return accept(jsonText(made));
    }),
  ];
}
