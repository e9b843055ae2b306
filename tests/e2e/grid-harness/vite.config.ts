/** Serves the grid alone, with invented rows and a second writer in memory, for its browser tests and its bench. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../../node_modules/.vite-grid-harness',
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  server: { host: '127.0.0.1', port: 31500, strictPort: false, hmr: false, fs: { allow: ['../../..'] } },
  preview: { host: '127.0.0.1', port: 31500, strictPort: false },
  build: { target: 'chrome109', outDir: '../../../node_modules/.grid-harness', emptyOutDir: true },
});
