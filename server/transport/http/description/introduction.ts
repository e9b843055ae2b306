/** The words at the head of docs/api.md: what holds for every door. */
export const INTRODUCTION = `# The doors

What other systems, scripts and tests come in through. The same permissions hold as on the screen, decided by the same
functions. JSON in, JSON out, UTF-8. This page is made from the table of \`server/transport/http/doors.ts\` by
\`npm run api-docs\` and says the same as \`GET /api/openapi.json\` (OpenAPI 3.1), which has every field; tests hold both
against the table, and the answers of the doors against both.

**Signing in.** \`POST /api/auth/sign-in/username {username, password}\` sets the session cookie (HttpOnly, SameSite=Lax,
\`Secure\` on https). Programs send that cookie; an \`Origin\` header, if there is one, must be the server's own (A8).

**Refusals.** \`{"error": {"code", "message", "params"}}\`. The code is stable and listed below; the message is a sentence in the
language of the cookie \`sandan-locale\` (\`zh-CN\` or \`en\`). Statuses: 400 malformed, 401 not signed in, 403 not allowed,
404 not there, 405 method, 409 against the present state, 413 too large, 415 unknown format, 422 understood and refused,
429 too many tries, 503 nothing can be written now.

**A first password** that an administrator set must be changed before anything else: until then every door but those
marked ° answers 403 \`PASSWORD_CHANGE_DUE\`, and no socket opens (A16).

**Collections** answer \`{items: [{id, …}], next?}\`; \`next\` is given back as the parameter that the door names. What is made
answers 201 and \`{id}\`.

**Limits.** JSON 256 KiB (16 KiB before signing in), a command 8 MiB, a file 20 MiB with its multipart frame.
`;
