import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANGUAGE } from '../../../src/diagnostics/codes/language.ts';
import { SOURCE } from '../../../src/diagnostics/codes/source.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { readYaml } from '../../../src/source/yaml.ts';
import { readSpecs } from '../../../src/spec/read.ts';

const PAGES = join(import.meta.dirname, '..', '..', '..', 'docs', 'diagnostics');

function codesIn(text: string, asSpec: boolean): readonly string[] {
  const sink = new Sink();
  const documents = readYaml({ path: 'page.yaml', text }, sink);
  if (asSpec) readSpecs(documents, sink);
  return [...new Set(sink.sorted.map((one) => one.code))];
}

describe.each(Object.entries({ ...SOURCE, ...LANGUAGE }))('the page of %s', (code, { title }) => {
  const page = readFileSync(join(PAGES, `${code}.md`), 'utf8');
  const [bad, good] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1] ?? '');

  test('says what, why and what to do under the registry’s title', () => {
    expect(page.split('\n')[0]).toBe(`# ${code}: ${title}`);
    expect([...page.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(['What is wrong', 'Why it matters', 'What to do', 'Example']);
  });

  // A file that is too large is no example for a page.
  if (code === 'TOC012') return;
  test('has a bad example with this problem only, and a good one with none', () => {
    expect(codesIn(bad ?? '', code in LANGUAGE)).toEqual([code]);
    expect(codesIn(good ?? '', code in LANGUAGE)).toEqual([]);
  });
});
