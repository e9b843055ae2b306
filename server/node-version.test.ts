import { describe, expect, it } from 'vitest';
import { nodeProblem } from '#server/node-version.ts';

describe('the Node that runs this', () => {
  it.each(['26.10.0', '24.7.0', '22.18.0'])('[A13] %s with Argon2id will do', (version) => {
    expect(nodeProblem(version, true)).toBeNull();
  });

  it.each([
    ['20.20.2', false],
    ['22.17.1', true],
    ['22.18.0', false],
    ['18.0.0', false],
  ])('[A13] %s (Argon2id: %s) is refused with a sentence that names it', (version, hasArgon2) => {
    expect(nodeProblem(version, hasArgon2)).toContain(version);
  });
});
