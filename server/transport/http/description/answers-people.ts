/** What the doors of oneself, of people and of administration answer. */
import * as v from 'valibot';
import { LINE_FAULTS } from '#domain/account-list.ts';
import { BOUND_GROUPS } from '#protocol/bounds.ts';
import { Charge, Count, Id, Instant, Role } from '#server/transport/http/description/answer-parts.ts';

export const SignedIn = v.strictObject({
  user: v.strictObject({ id: Id, name: v.string(), username: v.string() }),
});
export const SignedOut = v.strictObject({ success: v.literal(true) });
export const CurrentSession = v.nullable(
  v.strictObject({
    session: v.strictObject({ id: v.string(), expiresAt: v.nullable(Instant) }),
    user: v.strictObject({ id: Id, name: v.string(), username: v.string() }),
  }),
);
export const OwnSession = v.strictObject({
  id: v.string(),
  createdAt: Instant,
  expiresAt: Instant,
  current: v.boolean(),
});
export const Me = v.strictObject({
  id: Id,
  name: v.string(),
  username: v.string(),
  mustChangePassword: v.boolean(),
  roles: v.array(Role),
  memberships: v.array(
    v.strictObject({
      id: Id,
      person: Id,
      organisation: Id,
      organisationName: v.string(),
      role: Role,
      charge: Charge,
    }),
  ),
});
export const FirstAdministrator = v.strictObject({ person: Id });

export const Person = v.strictObject({
  id: Id,
  username: v.string(),
  name: v.string(),
  active: v.boolean(),
  memberships: v.array(
    v.strictObject({ id: Id, organisation: Id, organisationName: v.string(), role: Role, charge: Charge }),
  ),
});
export const JudgedLine = v.strictObject({ line: Count, fault: v.nullable(v.picklist(LINE_FAULTS)) });
export const MadeAccount = v.strictObject({
  id: Id,
  name: v.string(),
  username: v.string(),
  organisation: v.string(),
  role: v.string(),
  password: v.string(),
});
export const ResetCode = v.strictObject({ code: v.string(), expiresAt: Instant });
export const EndedSessions = v.strictObject({ ended: Count });
export const Installation = v.strictObject({ joinedAdministrators: v.boolean() });
export const Dictionary = v.strictObject({
  id: v.string(),
  name: v.string(),
  version: Count,
  retired: v.boolean(),
  entries: v.array(
    v.strictObject({
      id: v.string(),
      word: v.string(),
      /** of a second level: the entry it belongs to */
      under: v.nullable(v.string()),
      retired: v.boolean(),
      formerly: v.array(v.string()),
    }),
  ),
});
export const OfficeDictionaries = v.strictObject({
  id: Id,
  name: v.string(),
  at: Count,
  dictionaries: v.array(Dictionary),
});
export const DictionaryVersion = v.strictObject({ version: Count });
export const Bound = v.strictObject({
  key: v.string(),
  group: v.picklist(BOUND_GROUPS),
  /** of a secret `true`: it is set */
  value: v.nullable(v.union([v.string(), v.number(), v.boolean()])),
  unit: v.string(),
  variable: v.nullable(v.string()),
  isSet: v.boolean(),
  range: v.nullable(v.tuple([v.number(), v.number()])),
});
export const Bounds = v.strictObject({
  bounds: v.array(Bound),
  backup: v.nullable(v.strictObject({ at: v.nullable(Instant), ok: v.boolean() })),
});
export const AuditRow = v.strictObject({
  n: Count,
  at: Instant,
  by: v.nullable(v.string()),
  act: v.string(),
  target: v.nullable(v.string()),
  /** JSON: what it became */
  detail: v.string(),
  /** id → name of the people, organisations, rounds and units that the row mentions */
  names: v.record(v.string(), v.string()),
});
export const Ready = v.strictObject({
  ok: v.literal(true),
  backup: v.optional(v.strictObject({ at: v.nullable(Instant), ok: v.boolean() })),
});
