/** The language a refusal's sentence is said in: the cookie that the pages set, Chinese without one. */
export type Locale = 'zh-CN' | 'en';

/** The cookie's name is the pages' (vite.config.ts). */
export const LOCALE_COOKIE = 'sandan-locale';

export function localeOf(headers: Headers): Locale {
  const cookie = headers.get('cookie') ?? '';
  return new RegExp(`(?:^|;\\s*)${LOCALE_COOKIE}=en(?:;|$)`).test(cookie) ? 'en' : 'zh-CN';
}
