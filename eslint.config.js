/** Lint: correctness, no `any`, and nothing newer than the browser floor (Chromium 109) in what browsers run. */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Members that came after Chromium 109; tests/checks/floor.test.ts looks at the built bundle as well. */
const AFTER_FLOOR = [
  'toSorted',
  'toReversed',
  'toSpliced',
  'withResolvers',
  'fromAsync',
  'isWellFormed',
  'toWellFormed',
  'checkVisibility',
  'showPopover',
  'hidePopover',
  'togglePopover',
];
const floorSelectors = [
  ...AFTER_FLOOR.map((name) => ({
    selector: `MemberExpression[property.name='${name}']`,
    message: `${name} is newer than Chromium 109, the browser floor (docs/decisions).`,
  })),
  {
    selector: "MemberExpression[object.name='Object'][property.name='groupBy']",
    message: 'Object.groupBy is newer than Chromium 109, the browser floor.',
  },
  {
    selector: "MemberExpression[object.name='crypto'][property.name='randomUUID']",
    message: 'crypto.randomUUID does not exist on plain http: make ids from crypto.getRandomValues.',
  },
  {
    selector: "MemberExpression[object.name='crypto'][property.name='subtle']",
    message: 'crypto.subtle does not exist on plain http: hashes are computed on the server.',
  },
  {
    selector: "MemberExpression[object.name='navigator'][property.name=/^(clipboard|locks)$/]",
    message:
      'Not there on plain http: copy and paste go through clipboard events, ownership through the store.',
  },
];

export default ts.config(
  {
    ignores: [
      'node_modules/',
      'build/',
      '.svelte-kit/',
      '.sandan/',
      'src/messages/paraglide/',
      'test-results/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-console': 'error',
      // The ideographic space is a character of Chinese text.
      'no-irregular-whitespace': 'off',
      // Control characters are named where they are refused.
      'no-control-regex': 'off',
      // Plain Maps are private indexes here; what is shown goes through $state.raw.
      'svelte/prefer-svelte-reactivity': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Types are checked by the compiler; this rule does not know them.
      'no-undef': 'off',
      // Links are plain paths: the app is served at the root, and language lives in a cookie.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['src/lib/**', 'src/routes/**', 'src/document/**', 'src/domain/**', 'src/protocol/**'],
    rules: { 'no-restricted-syntax': ['error', ...floorSelectors] },
  },
  // In the browser the console is the only log there is.
  {
    files: ['src/routes/**', 'src/lib/**', 'src/hooks.*.ts'],
    rules: { 'no-console': ['error', { allow: ['error', 'warn'] }] },
  },
  // Command-line entries speak to people on the console.
  {
    files: [
      'scripts/**',
      'server/main.ts',
      'tests/bench/**',
      'tests/fuzz/**',
      'tests/e2e/**',
      'tests/faults/**',
    ],
    rules: { 'no-console': 'off' },
  },
);
