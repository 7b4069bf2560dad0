import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REGISTRY } from '../../src/diagnostics/registry.ts';
import { renderDiagnostics } from '../../src/report/text.ts';
import { engines } from '../support/engines.ts';
import * as promtool from '../support/promtool.ts';
import { runProcess } from '../support/run-process.ts';
import { tempDir } from '../support/temp.ts';
import { compileWith, hostileText, NASTY, PLACES, type Compiled, type PlaceName } from './hostile-project.ts';
import { expanded, rulesOf, withValues, type ReadRule } from './rules-read-back.ts';

const places = Object.keys(PLACES) as PlaceName[];
const PROVE = process.env['TOCSIN_PROVE'] === '1';
const LIMIT_MS = PROVE ? 1_800_000 : 120_000;
type Texts = Readonly<Partial<Record<PlaceName, string>>>;
/** What a terminal obeys, or shows in another order than it stands. */
// oxlint-disable-next-line no-control-regex
const DRIVES_TERMINAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** A harmless text for a place, that stands nowhere else. */
function harmless(place: string): string {
  return `plain-${place.toLowerCase()}-x`;
}

const harmlessProjects = new Map<string, Compiled>();

/** The project with harmless texts in the same places: but for these, a hostile one must make the same rules. */
function harmlessly(texts: Texts): Compiled {
  const key = Object.keys(texts).sort().join();
  const known = harmlessProjects.get(key) ?? compileWith(Object.fromEntries(Object.keys(texts).map((place) => [place, harmless(place)])));
  harmlessProjects.set(key, known);
  return known;
}

/** Judges one project: refused in words, or the same rules with exactly these texts in them. */
function judge(texts: Texts): Compiled {
  const compiled = compileWith(texts);
  for (const { code } of compiled.problems) expect(Object.hasOwn(REGISTRY, code)).toBe(true);
  expect(renderDiagnostics(compiled.problems, { color: false, width: 100 })).not.toMatch(DRIVES_TERMINAL);
  if (compiled.files === undefined) {
    expect(compiled.problems.some(({ severity }) => severity === 'error')).toBe(true);
    return compiled;
  }
  const put = (text: string): string => Object.entries(texts).reduce((all, [place, value]) => all.replaceAll(harmless(place), () => value), text);
  const before = harmlessly(texts).files ?? new Map<string, string>();
  expect([...compiled.files.keys()].sort()).toEqual([...before.keys()].map(put).sort());
  for (const [harmlessPath, sound] of before) {
    const path = put(harmlessPath);
    expect(path).toMatch(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)+[A-Za-z0-9_-][A-Za-z0-9._-]*\.ya?ml$/);
    if (!path.startsWith('alertmanager/')) judgeRules(rulesOf(compiled.files.get(path) ?? ''), rulesOf(sound), put);
  }
  return compiled;
}

function judgeRules(rules: readonly ReadRule[], sound: readonly ReadRule[], put: (text: string) => string): void {
  expect(rules.map(({ alert, record }) => [alert, record])).toEqual(sound.map(({ alert, record }) => [alert, record]));
  for (const [index, rule] of rules.entries()) {
    const like = sound[index];
    if (like === undefined) continue;
    expect(withValues(rule.expr, (value) => value)).toBe(withValues(like.expr, put));
    expect(rule.labels).toEqual(like.labels && Object.fromEntries(Object.entries(like.labels).map(([label, value]) => [label, put(value)])));
    // A link is a template of its author's: what stands in it is checked where it is loaded.
    for (const key of ['summary', 'description'] as const) {
      const [said, wanted] = [expanded(rule.annotations?.[key] ?? ''), expanded(like.annotations?.[key] ?? '')];
      expect(said.actions).toEqual(wanted.actions);
      expect(said.text).toBe(put(wanted.text));
    }
  }
}

describe('hostile texts', () => {
  test('at every place: each nasty one is refused, or stands in the same rules as it is', async () => {
    const accepted: ReadonlyMap<string, string>[] = [];
    for (const [index, place] of places.entries()) {
      // Each text at a few places; all at all of them take minutes.
      const some = NASTY.filter((_, at) => PROVE || (at + index) % 12 === 0);
      const taken = some.flatMap((text) => judge({ [place]: text }).files ?? []);
      if (place !== 'instanceName') expect(PROVE ? taken.length : 1, place).toBeGreaterThan(0);
      accepted.push(...taken);
    }
    expect(accepted.length).toBeGreaterThan(places.length * 2);
    await enginesTake(accepted);
  }, LIMIT_MS);

  test('anywhere, of any characters, several at once', async () => {
    const accepted: ReadonlyMap<string, string>[] = [];
    let refused = 0;
    const anywhere = fc.uniqueArray(fc.tuple(fc.constantFrom(...places), hostileText), { minLength: 1, maxLength: 4, selector: ([place]) => place });
    const runs = PROVE ? 5000 : 100;
    fc.assert(
      fc.property(anywhere, (chosen) => {
        const { files } = judge(Object.fromEntries(chosen));
        if (files === undefined) refused++;
        else accepted.push(files);
      }),
      { numRuns: runs },
    );
    expect(refused).toBeGreaterThan(runs / 10);
    expect(accepted.length).toBeGreaterThan(runs / 10);
    await enginesTake(accepted);
  }, LIMIT_MS);
});

/** What was accepted is loaded by the engines' own readers, all in two runs. */
async function enginesTake(projects: readonly ReadonlyMap<string, string>[]): Promise<void> {
  if (projects.length === 0) return;
  const different = [...new Map(projects.map((files) => [JSON.stringify([...files]), files])).values()];
  // A command line holds only so many names.
  if (different.length > 500) {
    await enginesTake(different.slice(0, 500));
    return enginesTake(different.slice(500));
  }
  const dir = tempDir(Object.fromEntries(different.flatMap((files, index) => [...files].map(([path, text]) => [`${index}/${path}`, text]))));
  const all = different.flatMap((files, index) => [...files.keys()].map((path) => join(dir, String(index), path)));
  const rules = all.filter((path) => !path.includes('/alertmanager/'));
  const checked = await promtool.checkRules(rules, ['--lint=none']);
  expect(checked.status, `${checked.stdout}${checked.stderr}`.replace(/^.*(?:SUCCESS|Checking).*\n/gm, '').slice(0, 4000)).toBe(0);
  expect(checked.stdout.match(/SUCCESS: [1-9]\d* rules found/g)).toHaveLength(rules.length);
  const routes = await runProcess(engines().amtool, ['check-config', ...all.filter((path) => path.endsWith('/alertmanager.yml'))], { env: { HOME: '/nonexistent' } });
  expect(routes, routes.stderr).toMatchObject({ status: 0 });
}
