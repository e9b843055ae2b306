/** Every door that needs a session, what a right person sends there and gets, and who is refused. Data for doors.test.ts. */
import type { Cast, Username } from './cast.ts';
import { opId, upload, type Sent } from './house.ts';

const EVERYBODY: readonly Username[] = [
  'office',
  'team',
  'editor',
  'head',
  'member',
  'stranger',
  'resident',
  'supervisor',
  'department',
  'leader',
  'people',
  'rights',
  'auditor',
];
const but = (...allowed: readonly Username[]): readonly Username[] =>
  EVERYBODY.filter((username) => !allowed.includes(username));
const READERS: readonly Username[] = [
  'office',
  'team',
  'editor',
  'head',
  'member',
  'resident',
  'supervisor',
  'leader',
];
const NOBODY: readonly Username[] = [];

/** An id that nothing has. */
export const NOWHERE = 'A'.repeat(16);

export interface Knock {
  readonly door: string;
  readonly right: Username;
  /** what the right person gets; a refusal that only the inside can give proves as well that they came in */
  readonly status: number;
  readonly refused: readonly Username[];
  readonly sent: (cast: Cast) => Sent;
}

const knock = (
  door: string,
  right: Username,
  status: number,
  refused: readonly Username[],
  sent: Knock['sent'] = () => ({}),
): Knock => ({
  door,
  right,
  status,
  refused,
  sent,
});
const body = (value: unknown) => (): Sent => ({ body: value });

export const KNOCKS: readonly Knock[] = [
  knock('GET /api/rounds', 'auditor', 200, NOBODY),
  knock(
    'POST /api/rounds',
    'office',
    201,
    but('office'),
    body({ name: '第七轮', startsOn: '2025-09-01', focusEndsOn: '2025-12-01' }),
  ),
  knock('GET /api/rounds/{round}', 'head', 200, ['department', 'people', 'rights', 'auditor']),
  knock('PATCH /api/rounds/{round}', 'office', 200, but('office'), body({ name: '第六轮巡察' })),
  knock('GET /api/rounds/{round}/overview', 'leader', 200, but('office', 'team', 'supervisor', 'leader')),
  knock('GET /api/rounds/{round}/problems', 'team', 400, but('office', 'team', 'supervisor', 'leader')),
  knock('POST /api/rounds/{round}/ledgers', 'office', 422, but('office'), (cast) => ({
    body: { unit: cast.organisations.team },
  })),
  knock('POST /api/rounds/{round}/teams', 'office', 200, but('office'), (cast) => ({
    body: { organisation: cast.organisations.team },
  })),
  knock('POST /api/rounds/{round}/supervisors', 'office', 200, but('office'), (cast) => ({
    body: { organisation: cast.organisations.discipline },
  })),
  knock('DELETE /api/rounds/{round}/teams/{organisation}', 'office', 404, but('office')),
  knock('DELETE /api/rounds/{round}/supervisors/{organisation}', 'office', 404, but('office')),
  knock('GET /api/rounds/{round}/export.xlsx', 'supervisor', 200, but('office', 'supervisor', 'leader')),
  knock('GET /api/rounds/{round}/export.json', 'leader', 200, but('office', 'supervisor', 'leader')),
  knock('GET /api/rounds/{round}/snapshots', 'leader', 200, but('office', 'supervisor', 'leader')),
  knock(
    'POST /api/rounds/{round}/snapshots',
    'leader',
    201,
    but('office', 'leader'),
    body({ title: '月末' }),
  ),
  knock('GET /api/ledgers', 'auditor', 200, NOBODY),
  knock('GET /api/ledgers/{ledger}', 'member', 200, but(...READERS)),
  knock('PATCH /api/ledgers/{ledger}', 'office', 200, but('office'), (cast) => ({
    body: { resident: cast.organisations.resident },
  })),
  knock('POST /api/ledgers/{ledger}/epoch', 'office', 200, but('office'), body({ reason: '演练' })),
  knock('GET /api/ledgers/{ledger}/damage', 'office', 200, but('office')),
  knock('GET /api/ledgers/{ledger}/history', 'member', 200, but(...READERS)),
  knock('GET /api/ledgers/{ledger}/changes-since', 'leader', 200, but(...READERS)),
  knock('POST /api/ledgers/{ledger}/seen', 'resident', 200, but(...READERS), body({ seq: 0 })),
  knock('GET /api/ledgers/{ledger}/records', 'resident', 200, but(...READERS)),
  knock('GET /api/ledgers/{ledger}/feedback', 'team', 200, but(...READERS)),
  knock('POST /api/ledgers/{ledger}/commands', 'editor', 400, but(...READERS), () => ({
    body: { command: 'nothing', opId: opId() },
  })),
  knock('POST /api/ledgers/{ledger}/import', 'office', 422, but('office', 'editor', 'head'), () =>
    upload('x.docx', Buffer.from('no docx')),
  ),
  knock('GET /api/ledgers/{ledger}/export.xlsx', 'editor', 200, but(...READERS)),
  knock('GET /api/ledgers/{ledger}/export.json', 'leader', 200, but(...READERS)),
  knock('GET /api/ledgers/{ledger}/snapshots', 'team', 200, but(...READERS)),
  knock(
    'POST /api/ledgers/{ledger}/snapshots',
    'head',
    201,
    but('office', 'head', 'leader'),
    body({ title: '初稿' }),
  ),
  knock('GET /api/department/rows', 'department', 200, but('department')),
  knock('GET /api/people', 'rights', 200, but('people', 'rights')),
  knock('POST /api/people', 'people', 400, but('people'), body({ username: '', name: '', password: '' })),
  knock('PATCH /api/people/{person}', 'people', 404, but('people'), body({})),
  knock(
    'POST /api/people/{person}/password',
    'people',
    404,
    but('people'),
    body({ password: 'correct-horse-9' }),
  ),
  knock('POST /api/people/bulk', 'people', 422, but('people'), body({ lines: [{ name: '', username: '' }] })),
  knock('POST /api/people/{person}/reset-code', 'people', 404, but('people')),
  knock('POST /api/people/{person}/end-sessions', 'people', 404, but('people')),
  knock('GET /api/limits', 'people', 200, but('people')),
  knock('GET /api/settings', 'rights', 200, but('rights')),
  knock('PATCH /api/settings', 'rights', 200, but('rights'), body({ joinedAdministrators: false })),
  knock('GET /api/offices/{office}/dictionaries', 'editor', 200, but(...READERS, 'stranger')),
  knock(
    'POST /api/offices/{office}/dictionaries',
    'office',
    201,
    but('office'),
    body({ id: 'category', name: '问题类型', entries: [{ id: 'a', word: '政治建设' }] }),
  ),
  knock(
    'PATCH /api/offices/{office}/dictionaries/{dictionary}',
    'office',
    404,
    but('office'),
    body({ version: 1, name: '没有的', entries: [] }),
  ),
  knock('GET /api/organisations', 'office', 200, but('people', 'rights', 'office')),
  knock('POST /api/organisations', 'office', 400, but('people', 'office'), body({ name: '', kind: 'unit' })),
  knock(
    'PATCH /api/organisations/{organisation}',
    'office',
    404,
    but('people', 'office'),
    body({ name: '新名称' }),
  ),
  knock(
    'POST /api/memberships',
    'rights',
    422,
    but('rights'),
    body({ person: NOWHERE, organisation: NOWHERE, role: 'office' }),
  ),
  knock('DELETE /api/memberships/{membership}', 'rights', 404, but('rights')),
  knock('GET /api/audit', 'auditor', 200, but('auditor')),
  knock('GET /api/me', 'department', 200, NOBODY),
  knock('GET /api/auth/list-sessions', 'member', 200, NOBODY),
  knock('POST /api/auth/revoke-session', 'member', 404, NOBODY, body({ id: NOWHERE })),
  knock('POST /api/auth/revoke-other-sessions', 'member', 200, NOBODY, body({})),
  knock(
    'POST /api/auth/change-password',
    'member',
    401,
    NOBODY,
    body({ currentPassword: 'wrong', newPassword: 'correct-horse-9' }),
  ),
];

/** Doors whose permission hangs on something that must be made first; tested one by one. */
export const ON_THEIR_OWN: readonly string[] = [
  'GET /api/imports/{import}',
  'PATCH /api/imports/{import}',
  'POST /api/imports/{import}/apply',
  'GET /api/snapshots/{snapshot}/export.xlsx',
  'GET /api/snapshots/{snapshot}/export.json',
  'GET /api/snapshots/{snapshot}/diff/{other}',
  'GET /api/snapshots/{snapshot}/restore',
];

/** The door's path in this cast; what the cast has none of is NOWHERE. */
export const pathOf = (door: string, cast: Cast): string =>
  (door.split(' ')[1] ?? '')
    .replace('{round}', cast.round)
    .replace('{ledger}', cast.ledger)
    .replace('{office}', cast.organisations.office)
    .replace(/\{\w+\}/, NOWHERE);
export const methodOf = (door: string): string => door.split(' ')[0] ?? '';
