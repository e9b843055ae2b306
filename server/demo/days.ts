/** Days as the example round counts them: from a given today. Pure. */
const DAY_MS = 86_400_000;

/** `YYYY-MM-DD`, so many days after (or before) another. */
export const dayAfter = (today: string, days: number): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** 2026年3月18日 */
export const inWords = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
};
