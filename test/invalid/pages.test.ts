import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, dump, load, mergeTag } from 'js-yaml';
import { expect, test } from 'vitest';
import { proveOutput } from '../../src/cli/prove-output.ts';
import { makeOutput } from '../../src/compile/back.ts';
import { inheritGroupWait } from '../../src/compile/group-wait.ts';
import { readModel } from '../../src/compile/front.ts';
import { Sink } from '../../src/diagnostics/diagnostic.ts';
import type { Source } from '../../src/diagnostics/source.ts';
import { ROOT } from '../support/root.ts';
import { BASE } from './fixture.ts';

const PAGES = join(ROOT, 'docs/diagnostics');
const SPECS = join(BASE, 'slo-specs');
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** Pages whose examples name the file of the base project that they change. */
const pages = readdirSync(PAGES)
  .map((name) => ({ code: name.slice(0, -'.md'.length), text: readFileSync(join(PAGES, name), 'utf8') }))
  .filter(({ text }) => /^```yaml\n# \S+\.ya?ml/m.test(text));

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lays an example over the base project: parts between `---` begin with the file they are for; a part without `kind` changes its `spec`. */
function project(example: string): readonly Source[] {
  const texts = new Map(readdirSync(SPECS, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name)).map((name) => [name.replaceAll('\\', '/'), readFileSync(join(SPECS, name), 'utf8')]));
  const isWhole = /^apiVersion:/m.test(example);
  for (const part of isWhole ? [example] : example.split('---\n')) {
    const file = /^# (\S+\.ya?ml)/.exec(part)?.[1] ?? '';
    if (isWhole) texts.set(file, part);
    else {
      const document = load(texts.get(file) ?? '', { schema: SCHEMA }) as Mapping;
      const change = part.replace(/^#.*\n/gm, '').trim() === '' ? undefined : load(part, { schema: SCHEMA });
      // A file of which nothing is left is a file without documents.
      texts.set(file, isMapping(change) ? dump({ ...document, spec: laidOver(document['spec'], change) }, { lineWidth: -1 }) : '# nothing\n');
    }
  }
  // An example with an inventory of its own takes the place of the base's.
  if (/^kind: Inventory/m.test(example) && !example.startsWith('# inventory.yaml')) texts.set('inventory.yaml', '# nothing\n');
  return [...texts].map(([path, text]) => ({ path: `slo-specs/${path}`, text }));
}

/** A change of a spec: named entries take each other's place, objectives are merged by name, plain settings by key. */
function laidOver(spec: unknown, change: Mapping): Mapping {
  const base = isMapping(spec) ? spec : {};
  return { ...base, ...Object.fromEntries(Object.entries(change).map(([key, value]) => [key, merged(base[key], value)])) };
}

function merged(before: unknown, value: unknown): unknown {
  if (isMapping(before) && isMapping(value)) return { ...before, ...value };
  const named = (one: unknown): unknown => (isMapping(one) ? one['name'] : undefined);
  if (!Array.isArray(before) || !Array.isArray(value)) return value;
  const kept = before.filter((one) => !value.some((other) => named(other) === named(one)));
  return [...kept, ...value.map((one: unknown): unknown => ({ ...(before.find((other) => named(other) === named(one)) as Mapping | undefined), ...(one as Mapping) }))];
}

function codesOf(example: string): readonly string[] {
  const sink = new Sink();
  const sources = project(example);
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink);
  const base = sources.find(({ path }) => path.endsWith('alertmanager.base.yml'));
  const ready = model === undefined ? undefined : inheritGroupWait(model, base, sink);
  const output = ready === undefined ? undefined : makeOutput(ready, base, sink);
  // Whether a waiver waives anything is known when all is proved.
  if (ready !== undefined && output !== undefined && ready.waivers.length > 0) for (const one of proveOutput(ready, output, '2026-11-23')?.problems ?? []) sink.report(one);
  return [...new Set(sink.sorted.map(({ code }) => code))].filter((code) => code !== 'TOC007');
}

test('there are pages with such examples', () => {
  expect(pages.length).toBeGreaterThan(40);
});

test.each(pages.map(({ code, text }) => [code, text]))('the examples of %s are what the page says', (code, text = '') => {
  const [bad = '', good = '', ...more] = [...text.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1] ?? '');
  expect(more).toEqual([]);
  expect(codesOf(bad)).toContain(code);
  expect(codesOf(good)).toEqual([]);
});
