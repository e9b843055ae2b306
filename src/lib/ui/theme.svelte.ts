/**
 * Light or dark. The snippet in app.html has already chosen before the first paint (kept choice, else the system's);
 * here the choice is switched and kept. The tokens hang on `data-theme` of the root element.
 */
export type ThemeName = 'light' | 'dark';

const KEPT_AS = 'sandan-theme';

/** A browser that forbids storage only forgets the choice. */
function keep(name: ThemeName): void {
  try {
    localStorage.setItem(KEPT_AS, name);
  } catch (forbidden) {
    console.warn('The look is not remembered: this browser forbids storage.', forbidden);
  }
}

class Theme {
  #name = $state<ThemeName>('light');

  get name(): ThemeName {
    return this.#name;
  }
  /** Once, in the browser: take over what the snippet chose. */
  start(): void {
    this.#name = document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
  }
  toggle(): void {
    this.choose(this.#name === 'dark' ? 'light' : 'dark');
  }
  choose(name: ThemeName): void {
    this.#name = name;
    document.documentElement.dataset['theme'] = name;
    keep(name);
  }
}

/** One look for the whole window. */
export const theme = new Theme();
