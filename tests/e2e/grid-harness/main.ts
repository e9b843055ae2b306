/** `?rows=&theme=&rich`: starts the harness and hands it to the test as `window.harness`. */
import { mount } from 'svelte';
import '../../../src/routes/theme/tokens.css';
import { Harness } from './harness.svelte.ts';
import Page from './Page.svelte';

declare global {
  interface Window {
    harness: Harness;
    /** milliseconds from the start of the script to the first painted rows */
    firstRowsMs?: number;
  }
}

const asked = new URLSearchParams(location.search);
document.documentElement.dataset.theme = asked.get('theme') ?? 'light';
const harness = new Harness(Number(asked.get('rows') ?? 60));
window.harness = harness;
const startedAt = performance.now();
mount(Page, { target: document.getElementById('app')!, props: { harness, rich: asked.has('rich') } });
requestAnimationFrame(() => setTimeout(() => (window.firstRowsMs = performance.now() - startedAt)));
