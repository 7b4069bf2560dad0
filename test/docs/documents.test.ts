import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDocument } from '../support/docs.ts';
import { ROOT } from '../support/root.ts';

/** Every page of the project that is not a diagnostic's; what each holds is run. */
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

test.each(PAGES)('%s says what commands really print', { timeout: 300_000 }, async (page) => {
  const run = await runDocument(page);
  if (page === 'README.md') expect(run.commands).toBeGreaterThan(7);
});
