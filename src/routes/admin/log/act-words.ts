/** Administrative acts in words; an unknown one stays as it is written. */
import * as m from '#messages/paraglide/messages.js';

const WORDS: Readonly<Record<string, () => string>> = {
  setup: m.act_setup,
  'person.create': m.act_person_create,
  'person.change': m.act_person_change,
  'person.password': m.act_person_password,
  'password.change': m.act_password_change,
  'organisation.create': m.act_organisation_create,
  'membership.create': m.act_membership_create,
  'membership.end': m.act_membership_end,
  'round.create': m.act_round_create,
  'round.change': m.act_round_change,
  'round.team': m.act_round_team,
  'round.supervisor': m.act_round_supervisor,
  'ledger.create': m.act_ledger_create,
  'ledger.change': m.act_ledger_change,
};

export const actWord = (act: string): string => WORDS[act]?.() ?? act;
