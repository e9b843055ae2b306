/** Theme and language of the demo's page of frames, carried into its seats: what passes between the windows, and from whom it is taken. */
import { getLocale, isLocale, setLocale } from '#messages/paraglide/runtime.js';
import { DEMO_HOST, isDemoName } from '#protocol/demo-hosts.ts';
import { theme, type ThemeName } from '#ui/theme.svelte.ts';

/** What a seat asks its table once it stands. */
const ASK = 'sandan: which look?';
const tableOrigin = (): string => `${location.protocol}//${DEMO_HOST}${location.port && `:${location.port}`}`;

interface Look {
  readonly theme: ThemeName;
  readonly locale: string;
}
function isLook(data: unknown): data is Look {
  if (typeof data !== 'object' || data === null) return false;
  const name: unknown = Reflect.get(data, 'theme');
  return (name === 'light' || name === 'dark') && typeof Reflect.get(data, 'locale') === 'string';
}

/** The language comes with the page: it is loaded again, unless this browser keeps no cookie for it. */
function speak(locale: string): void {
  if (!isLocale(locale) || locale === getLocale()) return;
  void setLocale(locale, { reload: false });
  if (getLocale() === locale) location.reload();
}

/** At a seat: takes the look from the table around it, now and whenever it changes there; from nobody else. */
export function takeLook(): void {
  if (!isDemoName(location.hostname)) return;
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== parent || origin !== tableOrigin() || !isLook(data)) return;
    theme.choose(data.theme);
    speak(data.locale);
  });
  parent.postMessage(ASK, tableOrigin());
}

/** At the table: tells the seats of these origins, whoever has asked; ends when the page goes. */
export class GivenLook {
  readonly #seats: ReadonlySet<string>;
  /** by origin, so that there are never more than seats */
  readonly #asked = new Map<string, Window>();

  constructor(seats: readonly string[]) {
    this.#seats = new Set(seats);
  }

  start(): () => void {
    const hear = ({ data, origin, source }: MessageEvent): void => {
      if (data !== ASK || !this.#seats.has(origin) || source === null) return;
      // a window of another origin passes no instanceof
      this.#asked.set(origin, source as Window);
      this.#tell(origin);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }

  /** The theme has changed: every seat hears of it. The language changes with a load of the whole page. */
  tellAll(): void {
    for (const origin of this.#asked.keys()) this.#tell(origin);
  }

  #tell(origin: string): void {
    const look: Look = { theme: theme.name, locale: getLocale() };
    this.#asked.get(origin)?.postMessage(look, origin);
  }
}
