import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDocument } from '../support/docs.ts';
import { ROOT } from '../support/root.ts';

/** Pages whose commands take longest, each with a test file of its own, so that they run beside one another. */
export const LONG: Readonly<Record<string, string>> = {
  'README.md': 'readme.test.ts',
  'docs/command-line.md': 'command-line.test.ts',
  'docs/drills.md': 'drills.test.ts',
  'docs/incidents.md': 'incidents.test.ts',
};

/** The other pages of the project that are not a diagnostic's. */
export const SHORT: readonly string[] = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
  .filter((page) => !Object.hasOwn(LONG, page));

/** Runs what a page holds; `least` is a number of commands that it surely has. */
export function testPage(page: string, least = 0): void {
  test(`${page} says what commands really print`, { timeout: 300_000 }, async () => {
    expect((await runDocument(page)).commands).toBeGreaterThanOrEqual(least);
  });
}
