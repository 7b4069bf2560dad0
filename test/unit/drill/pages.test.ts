import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DRILL } from '../../../src/diagnostics/codes/drill.ts';
import { ROOT } from '../../support/root.ts';
import { readText, shippedModel } from './reading.ts';

const model = shippedModel();

test.each(Object.keys(DRILL))('the examples of %s are what the page says', (code) => {
  const page = readFileSync(join(ROOT, 'docs/diagnostics', `${code}.md`), 'utf8');
  const [bad = '', good = '', ...more] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1] ?? '');
  expect(more).toEqual([]);
  expect(readText(bad, model).codes).toEqual([code]);
  expect(readText(good, model)).toMatchObject({ codes: [], scenarios: [{}, ...(code === 'TOC807' ? [{}] : [])] });
});
