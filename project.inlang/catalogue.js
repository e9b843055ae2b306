/**
 * Reads the flat JSON catalogues (`{"key": "text with {name}"}`) for Paraglide. It is loaded as a data URL, so it
 * imports nothing and holds ASCII only; nothing is fetched from the network, and a build offline has all its words.
 */
const PLACEHOLDER = /\{([a-zA-Z][a-zA-Z0-9]*)\}/g;

/** @param {string} text */
const patternOf = (text) => {
  const pattern = [];
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > end) pattern.push({ type: 'text', value: text.slice(end, match.index) });
    pattern.push({ type: 'expression', arg: { type: 'variable-reference', name: match[1] } });
    end = match.index + match[0].length;
  }
  if (end < text.length) pattern.push({ type: 'text', value: text.slice(end) });
  return pattern;
};

/** @param {string} text */
const inputsOf = (text) =>
  [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]))].map((name) => ({
    type: 'input-variable',
    name,
  }));

export default {
  key: 'plugin.sandan.catalogue',
  toBeImportedFiles: async ({ settings }) =>
    settings.locales.map((locale) => ({ locale, path: settings.pathPattern.replace('{locale}', locale) })),
  importFiles: async ({ files }) => {
    const bundles = new Map();
    const messages = [];
    const variants = [];
    for (const file of files) {
      const catalogue = JSON.parse(new TextDecoder().decode(file.content));
      for (const [key, text] of Object.entries(catalogue)) {
        const declarations = bundles.get(key)?.declarations ?? [];
        const added = inputsOf(text).filter(
          (input) => !declarations.some((known) => known.name === input.name),
        );
        bundles.set(key, { id: key, declarations: [...declarations, ...added] });
        messages.push({ bundleId: key, locale: file.locale, selectors: [] });
        variants.push({
          messageBundleId: key,
          messageLocale: file.locale,
          matches: [],
          pattern: patternOf(text),
        });
      }
    }
    return { bundles: [...bundles.values()], messages, variants };
  },
};
