/** The words for the doors of operation, of oneself and of administration. */
import * as v from 'valibot';
import { Done, itemsOf, Made, Organisation } from '#server/transport/http/description/answer-parts.ts';
import * as people from '#server/transport/http/description/answers-people.ts';
import type { Section } from '#server/transport/http/description/words.ts';

export const operation: Section = {
  title: 'Operation',
  doors: {
    'GET /healthz': { who: 'anyone', what: 'while the process lives', answers: Done },
    'GET /readyz': {
      who: 'anyone',
      what: '503 once the store is read-only; `backup` where nightly backups are set: when the last one was made, and whether the latest try went well',
      answers: people.Ready,
    },
    'GET /metrics': {
      who: 'this machine, or `Authorization: Bearer` with `SANDAN_METRICS_TOKEN`',
      what: "Prometheus' text",
      answers: { mediaType: 'text/plain' },
    },
    'GET /api/openapi.json': {
      who: 'anyone',
      what: 'this page for programs (OpenAPI 3.1); it is the same in every installation and holds nothing of this one',
      answers: v.looseObject({ openapi: v.string(), paths: v.looseObject({}) }),
    },
  },
};

export const oneself: Section = {
  title: 'Oneself',
  doors: {
    'POST /api/auth/sign-in/username': {
      who: 'anyone',
      what: 'sets the cookie; `WRONG_PASSWORD`, `ACCOUNT_INACTIVE`, `TOO_MANY_TRIES {minutes}`',
      answers: people.SignedIn,
    },
    'POST /api/auth/redeem-code': {
      who: 'anyone',
      what: 'ends every session of the person; `WRONG_RESET_CODE`, `WEAK_PASSWORD`, `TOO_MANY_TRIES {minutes}`',
      answers: Done,
    },
    'POST /api/auth/sign-out': {
      who: 'anyone',
      what: 'ends the session and its sockets',
      answers: people.SignedOut,
    },
    'GET /api/auth/get-session': {
      who: 'anyone',
      what: '`null` without a session',
      answers: people.CurrentSession,
    },
    'POST /api/auth/change-password': {
      who: 'signed in',
      what: 'ends the other sessions; `WRONG_PASSWORD`, `WEAK_PASSWORD`, `SAME_PASSWORD`',
      answers: Done,
    },
    'GET /api/auth/list-sessions': {
      who: 'signed in',
      what: "one's own",
      answers: itemsOf(people.OwnSession),
    },
    'POST /api/auth/revoke-session': { who: 'signed in', what: "one of one's own", answers: Done },
    'POST /api/auth/revoke-other-sessions': { who: 'signed in', answers: Done },
    'GET /api/me': { who: 'signed in', answers: people.Me },
    'POST /api/setup': {
      who: 'anyone, once',
      what: 'with the code from the console; `WRONG_SETUP_CODE`, `ALREADY_SET_UP`',
      answers: people.FirstAdministrator,
      status: 201,
    },
    'POST /api/demo/enter': {
      who: 'anyone, in demo mode',
      what: 'the user name of a demo account; sets the cookie',
      answers: people.SignedIn,
    },
  },
};

export const administration: Section = {
  title: 'Administration',
  doors: {
    'GET /api/people': {
      who: 'system and security administrators',
      what: 'with memberships',
      answers: itemsOf(people.Person),
    },
    'POST /api/people': {
      who: 'system administrator',
      what: 'the person is asked to change the password',
      answers: Made,
      status: 201,
    },
    'PATCH /api/people/{person}': {
      who: 'system administrator',
      what: 'switched off (`active: false`) means out at once',
      answers: Done,
    },
    'POST /api/people/{person}/password': {
      who: 'system administrator',
      what: 'ends every session of the person',
      answers: Done,
    },
    'POST /api/people/bulk': {
      who: 'system administrator; roles in it: who is security administrator too',
      what: 'at most 200 lines. With `preview` it makes nothing and answers each line with its fault; else all are made or none, `LIST_FAULTY {count, line, fault}`',
      answers: v.union([itemsOf(people.JudgedLine), itemsOf(people.MadeAccount)]),
      status: 201,
      or200: true,
    },
    'POST /api/people/{person}/reset-code': {
      who: 'system administrator',
      what: 'the code is told this once',
      answers: people.ResetCode,
      status: 201,
    },
    'POST /api/people/{person}/end-sessions': {
      who: 'system administrator',
      answers: people.EndedSessions,
    },
    'GET /api/limits': {
      who: 'system administrator',
      what: 'every setting of the environment and every fixed bound with the value that holds; secrets are only said to be set',
      answers: people.Bounds,
    },
    'GET /api/settings': { who: 'security administrator', answers: people.Installation },
    'PATCH /api/settings': { who: 'security administrator', answers: Done },
    'GET /api/offices/{office}/dictionaries': {
      who: 'the office, and who opens a ledger of its rounds',
      what: 'the words that its ledgers offer (A24), retired ones too; live as `dictionaries:{office}`',
      answers: people.OfficeDictionaries,
    },
    'POST /api/offices/{office}/dictionaries': {
      who: 'the office',
      what: '`category` holds the two levels of categories, any other id is a column of its own; `NAME_TAKEN {name}`, `TOO_MANY {max}`',
      answers: people.DictionaryVersion,
      status: 201,
    },
    'PATCH /api/offices/{office}/dictionaries/{dictionary}': {
      who: 'the office',
      what: 'the whole dictionary in its order, with the version that was looked at: another one is `CONFLICT`. What is left out stays, retired',
      answers: people.DictionaryVersion,
    },
    'GET /api/organisations': {
      who: 'system and security administrators, offices',
      answers: itemsOf(Organisation),
    },
    'POST /api/organisations': {
      who: 'system administrator, offices',
      what: '`NAME_TAKEN {name}` among those of its kind',
      answers: Made,
      status: 201,
    },
    'PATCH /api/organisations/{organisation}': {
      who: 'system administrator, offices',
      what: 'another name; what cells hold stays as written; `NAME_TAKEN {name}` among those of its kind',
      answers: Done,
    },
    'POST /api/memberships': {
      who: 'security administrator',
      what: "`charge`: a leader's units, left out for the leading group; `ROLES_KEPT_APART {role}`, `MEMBERSHIP_EXISTS {membership}`",
      answers: Made,
      status: 201,
    },
    'DELETE /api/memberships/{membership}': {
      who: 'security administrator',
      what: 'reaches open sockets before the answer leaves; `LAST_HOLDER {role}`',
      answers: Done,
    },
    'GET /api/audit': {
      who: 'audit administrator',
      what: 'newest first; `names`: of what a row mentions',
      query: { before: 'the number of a row: those before it' },
      answers: itemsOf(people.AuditRow),
    },
  },
};
