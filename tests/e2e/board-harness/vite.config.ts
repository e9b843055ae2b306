/** Serves the outbox harness on loopback, also under a name that is not localhost. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  cacheDir: '../../../node_modules/.vite-board-harness',
  server: { host: '127.0.0.1', strictPort: true, allowedHosts: ['sandan.test'], hmr: false },
});
