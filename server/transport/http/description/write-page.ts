/** `npm run api-docs`: writes docs/api.md from the table of doors. */
import { writeFileSync } from 'node:fs';
import { apiPage } from '#server/transport/http/description/page.ts';
import { DOORS } from '#server/transport/http/doors.ts';

const page = new URL('../../../../docs/api.md', import.meta.url);
writeFileSync(page, apiPage(DOORS));
process.stdout.write('docs/api.md is written.\n');
