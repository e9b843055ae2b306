/** The build of the pages, and in development the doors (/api, /sync, /live) beside them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

/** The floor: Chromium 109, the last one for Windows 7. */
const BROWSER_FLOOR = 'chrome109';

interface Doors {
  readonly handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  /** false, and untouched, for a path that is not ours */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  readonly close: () => Promise<void>;
}

/**
 * Development only: mounts the server's doors on vite's own port. Vite's socket for reloading is left alone.
 * The server is imported by node itself (never bundled into this file), so a build needs nothing of it.
 */
function doors(): Plugin {
  return {
    name: 'sandan-doors',
    apply: 'serve',
    async configureServer(vite) {
      const server = (file: string) => import(new URL(`./server/${file}`, import.meta.url).href);
      const [{ createApp }, { readSettings }] = await Promise.all([server('app.ts'), server('settings.ts')]);
      const app: Doors = await createApp(readSettings(process.env));
      vite.middlewares.use((request, response, next) => app.handle(request, response, next));
      vite.httpServer?.on('upgrade', (request, socket, head) => void app.upgrade(request, socket, head));
      vite.httpServer?.on('close', () => void app.close());
    },
  };
}

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/messages/paraglide',
      strategy: ['cookie', 'baseLocale'],
      cookieName: 'sandan-locale',
      emitTsDeclarations: false,
    }),
    sveltekit(),
    doors(),
  ],
  build: { target: BROWSER_FLOOR, cssTarget: BROWSER_FLOOR, chunkSizeWarningLimit: 700 },
  // met only behind a click: named here, so that development does not reload in the middle of it
  optimizeDeps: { include: ['bits-ui', 'svelte-sonner'] },
  server: { host: '127.0.0.1' },
});
