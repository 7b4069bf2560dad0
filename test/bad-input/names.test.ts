import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BASE } from '../invalid/fixture.ts';
import { runInProcess } from '../support/in-process.ts';
import { tempDir } from '../support/temp.ts';

/** Names that every object of the language this tool is written in has, in the letters that names may have. */
const INHERITED = 'constructor';

/** The base project with words of its specs replaced everywhere. */
function renamed(...words: readonly (readonly [RegExp, string])[]): string {
  const dir = tempDir({});
  cpSync(BASE, dir, { recursive: true });
  for (const entry of readdirSync(dir, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    writeFileSync(path, words.reduce((text, [from, to]) => text.replace(from, to), readFileSync(path, 'utf8')));
  }
  return dir;
}

describe('a name that every object has is a name as any other', () => {
  let lines = 0;
  beforeAll(async () => {
    lines = (await runInProcess(['generate'], { cwd: renamed() })).stdout.split('\n').length;
  });

  test.each([
    ['class', /\bcritical\b/g],
    ['policy', /\bworkbook\b/g],
    ['contract', /\beventgate(?=\s*[,}])/g],
    ['indicator and objective', /\b(?:availability|acceptance)\b/g],
    ['team', /\bdata-engineering\b(?!-)/g],
    ['site', /\bcodfw\b/g],
    ['instance', /\beventgate-main\b/g],
    ['metric', /\beventgate_pods\b/g],
    ['label of a metric', /\berror_type\b/g],
    ['label of alerts', /(?<=instance: )service|(?<=alertname, )service/g],
    ['value', /\bHoistingError\b/g],
    ['receiver', /\bdata-platform-page\b/g],
  ])('a %s', async (_, word) => {
    const run = await runInProcess(['generate'], { cwd: renamed([word, INHERITED]) });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout.split('\n')).toHaveLength(lines);
  });
});
