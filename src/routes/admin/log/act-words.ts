/** Administrative acts and their details in words; what is unknown stays as it is written. */
import { isId } from '#domain/ids.ts';
import * as m from '#messages/paraglide/messages.js';
import { flagWord, kindOfOrganisation, roleWord } from '../../words.ts';

const WORDS: Readonly<Record<string, () => string>> = {
  setup: m.act_setup,
  'person.create': m.act_person_create,
  'person.change': m.act_person_change,
  'person.password': m.act_person_password,
  'person.resetCode': m.act_person_reset_code,
  'person.sessions': m.act_person_sessions,
  'password.change': m.act_password_change,
  'password.redeem': m.act_password_redeem,
  'settings.change': m.act_settings_change,
  'organisation.create': m.act_organisation_create,
  'organisation.rename': m.act_organisation_rename,
  'membership.create': m.act_membership_create,
  'membership.end': m.act_membership_end,
  'dictionary.create': m.act_dictionary_create,
  'dictionary.change': m.act_dictionary_change,
  'round.create': m.act_round_create,
  'round.change': m.act_round_change,
  'round.team': m.act_round_team,
  'round.teamOff': m.act_round_team_off,
  'round.supervisorOff': m.act_round_supervisor_off,
  'round.supervisor': m.act_round_supervisor,
  'ledger.create': m.act_ledger_create,
  'ledger.change': m.act_ledger_change,
  'data.restore': m.act_data_restore,
  'ledger.epoch': m.act_ledger_epoch,
};

export const actWord = (act: string): string => WORDS[act]?.() ?? act;

/** id → name, of whoever and whatever the reader may know */
export type Names = Readonly<Record<string, string>>;

const KEYS: Readonly<Record<string, () => string>> = {
  name: m.organisation_name,
  username: m.username,
  role: m.membership_role,
  kind: m.organisation_kind,
  person: m.membership_person,
  organisation: m.membership_organisation,
  unit: m.unit,
  team: m.team,
  resident: m.first_reviewer,
  round: m.log_round,
  office: m.setup_office,
  officeName: m.setup_office,
  charge: m.membership_charge,
  active: m.people_state,
  joinedAdministrators: m.joined_label,
  starts_on: m.round_starts,
  startsOn: m.round_starts,
  focus_ends_on: m.round_ends,
  focusEndsOn: m.round_ends,
  before: m.log_before,
  ended: m.round_ended,
  dictionary: m.log_dictionary,
  version: m.log_version,
  retired: m.log_retired,
  added: m.log_added,
  renamed: m.log_renamed,
  wordsRetired: m.log_words_retired,
  wordsBack: m.log_words_back,
  reason: m.log_reason,
  tailLost: m.log_tail_lost,
  damaged: m.log_damaged,
  givenUpFrom: m.log_given_up_from,
  givenUpTo: m.log_given_up_to,
};

function valueText(key: string, value: unknown, names: Names): string {
  if (typeof value === 'boolean')
    return key === 'active' ? (value ? m.people_active() : m.people_inactive()) : flagWord(value);
  if (Array.isArray(value)) return value.map((one) => valueText(key, one, names)).join(m.list_comma());
  if (typeof value !== 'string') return JSON.stringify(value);
  if (isId(value)) return names[value] ?? value;
  if (key === 'role') return roleWord(value);
  return key === 'kind' ? kindOfOrganisation(value) : value;
}

/** The details of an act in one line; `detail` is the JSON that was written with it. */
export function detailText(detail: string, names: Names): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(detail || '{}');
  } catch (notJson) {
    console.warn('A detail of the audit log is no JSON and is shown as it is.', notJson);
    return detail;
  }
  if (typeof parsed !== 'object' || parsed === null) return detail;
  return Object.entries(parsed)
    .filter(
      ([key, value]) => KEYS[key] && value !== null && value !== undefined && !(isId(value) && !names[value]),
    )
    .map(([key, value]) => `${KEYS[key]!()}${m.colon()}${valueText(key, value, names)}`)
    .join('　');
}
