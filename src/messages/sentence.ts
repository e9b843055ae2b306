/**
 * Words that both sides look up by a code at run time: refusals, fields, roles, states, values. Read by node and by the
 * browser alike, so it must not import the compiled catalogue (there is none before a build).
 */
import type { RefusalParams } from '#domain/refusals.ts';
import { isReviewStep, STEP_PARTIES } from '#domain/workflow.ts';
import en from '#messages/shared/en.json' with { type: 'json' };
import zh from '#messages/shared/zh-CN.json' with { type: 'json' };

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language in its own words. */
export const NAMES_OF_LOCALES: Readonly<Record<Locale, string>> = { 'zh-CN': '中文', en: 'English' };

const CATALOGUES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { 'zh-CN': zh, en };

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g;
const OPTIONAL = /\[([^\]]*)\]/g;

const fill = (text: string, params: RefusalParams): string =>
  text.replace(PLACEHOLDER, (_, name: string) => String(params[name] ?? ''));

/** `[…{name}…]` is left out where the name has no value. */
const render = (text: string, params: RefusalParams): string =>
  fill(
    text.replace(OPTIONAL, (_, part: string) =>
      [...part.matchAll(PLACEHOLDER)].every((match) => (params[match[1]!] ?? '') !== '') ? part : '',
    ),
    params,
  );

/** A word by its key; the key's last part where there is none (content in a cell is its own word). */
export function word(group: string, name: string, locale: Locale): string {
  return CATALOGUES[locale][`${group}_${name}`] ?? name;
}

export const fieldWord = (list: string, name: string, locale: Locale): string => {
  const own = CATALOGUES[locale][`field_${list}_${name}`];
  return own ?? CATALOGUES[locale][`field_all_${name}`] ?? name;
};

const anyFieldWord = (name: string, locale: Locale): string => {
  for (const list of ['problems', 'duties', 'tasks', 'all']) {
    const own = CATALOGUES[locale][`field_${list}_${name}`];
    if (own) return own;
  }
  return name;
};

/** The parameters whose values are codes themselves. */
function translated(params: RefusalParams, locale: Locale): RefusalParams {
  const list = typeof params['list'] === 'string' ? params['list'] : undefined;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value];
      if (name === 'field')
        return [name, list ? fieldWord(list, value, locale) : anyFieldWord(value, locale)];
      if (name === 'status' || name === 'step') return [name, word('status', value, locale)];
      if (name === 'party' || name === 'role') return [name, word('role', value, locale)];
      return [name, value];
    }),
  );
}

const MEGABYTE = 1024 * 1024;
const inBytes = (bytes: number): string =>
  bytes < MEGABYTE ? `${Math.round(bytes / 1024)} KB` : `${Math.round((bytes / MEGABYTE) * 10) / 10} MB`;

/** Sizes in the units of people; whose step it is, where only the step is told. */
function completed(code: string, params: RefusalParams, locale: Locale): RefusalParams {
  const { max, status } = params;
  if (code === 'TOO_LARGE' && typeof max === 'number') return { ...params, max: inBytes(max) };
  if (code !== 'NOT_YOUR_STEP' || typeof status !== 'string' || !isReviewStep(status)) return params;
  const party = STEP_PARTIES[status].roles.map((role) => word('role', role, locale)).join('、');
  return { ...params, party };
}

/**
 * The sentence of a refusal: what happened, what is safe, what to do.
 * An unknown code still gets a sentence that names it.
 */
export function sentence(code: string, given: RefusalParams, locale: Locale): string {
  const catalogue = CATALOGUES[locale];
  const params = completed(code, given, locale);
  const text = catalogue[`refusal_${code.toLowerCase()}`];
  if (text === undefined) return render(catalogue['refusal_unknown'] ?? code, { ...params, code });
  return render(text, translated(params, locale));
}

/** Every key of a language; for the check that both are complete. */
export const keysOf = (locale: Locale): readonly string[] => Object.keys(CATALOGUES[locale]);
