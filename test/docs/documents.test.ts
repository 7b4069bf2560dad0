import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/root.ts';
import { LONG, SHORT, testPage } from './pages.ts';

for (const page of SHORT) testPage(page);

test('every other page has a test file of its own', () => {
  expect(SHORT.length).toBeGreaterThan(5);
  for (const [page, file] of Object.entries(LONG)) {
    expect(existsSync(join(ROOT, page)), page).toBe(true);
    expect(readFileSync(join(import.meta.dirname, file), 'utf8'), file).toContain(`testPage('${page}'`);
  }
});
