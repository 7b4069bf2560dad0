import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Sink, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { readYaml } from '../../../src/source/yaml.ts';
import { readSpecsOf } from '../../../src/spec/read.ts';
import { brief } from '../source/reading.ts';

const Percent = z.string({ error: 'expected a percentage, such as `99.9%`; a bare number is refused' }).regex(/^[0-9.]+%$/, { error: 'expected a percentage, such as `99.9%`' });
const Period = z.union([z.literal(['month', 'quarter']), z.string().regex(/^[0-9]+d$/, { error: 'expected a duration' })], { error: 'expected a duration, `month` or `quarter`' });

/** A language of two kinds, with one of every form that the real one uses. */
const KINDS = {
  Alpha: z.strictObject({
    apiVersion: z.literal('tocsin/v1'),
    kind: z.literal('Alpha'),
    metadata: z.strictObject({ name: z.string().min(1), description: z.string().optional() }),
    spec: z.strictObject({
      team: z.string().meta({ description: 'Who is told.', examples: ['data-engineering'] }),
      level: z.enum(['page', 'ticket']),
      objectives: z.array(z.strictObject({ name: z.string(), target: Percent, period: Period.optional() })).min(1),
      count: z.number().int().min(1).max(9).default(1),
      names: z.record(z.string().regex(/^[a-z]+$/, { error: 'only small letters' }), z.strictObject({ site: z.string() })).default({}),
      sli: z.union([z.strictObject({ events: z.strictObject({ good: z.string(), bad: z.string() }) }), z.strictObject({ latency: z.strictObject({ within: z.string(), of: z.string() }) })]).optional(),
      insert: z.union([z.literal(['first', 'last']), z.strictObject({ before: z.string() })], { error: 'expected `first`, `last` or `{ before: <name> }`' }).optional(),
      pair: z
        .strictObject({ a: z.number().optional(), b: z.number().optional() })
        .refine((pair) => pair.a !== pair.b, { error: '`a` and `b` must differ', params: { help: 'Change one of them.' } })
        .optional(),
    }),
  }),
  Beta: z.strictObject({ apiVersion: z.literal('tocsin/v1'), kind: z.literal('Beta'), metadata: z.strictObject({ name: z.string() }), spec: z.strictObject({ onlyInBeta: z.string().optional() }) }),
} as const;

function judge(text: string): { names: readonly string[]; problems: readonly Diagnostic[] } {
  const sink = new Sink();
  const documents = readYaml({ path: 'spec.yaml', text }, sink);
  return { names: readSpecsOf(KINDS, documents, sink).map((one) => one.name), problems: sink.sorted };
}

const HEAD = 'apiVersion: tocsin/v1\nkind: Alpha\nmetadata: { name: x }\n';
const SOUND = '  team: a\n  level: page\n  objectives: [{ name: o, target: 99% }]\n';

/** A document whose spec has these lines beside what is required; they begin on line 8. */
function withSpec(lines: string): string {
  return `${HEAD}spec:\n${SOUND}${lines}`;
}

test('a sound document is read', () => {
  expect(judge(withSpec('  names: { ab: { site: s } }\n  sli: { latency: { within: 1s, of: x } }\n'))).toEqual({ names: ['x'], problems: [] });
});

const rows: readonly (readonly [name: string, text: string, at: string, message: RegExp | string, extra?: { help?: RegExp; suggestion?: string }])[] = [
  ['a misspelt key', withSpec('  counnt: 3\n'), 'TOC101 8:3 "counnt"', 'unknown key `counnt`', { suggestion: 'count' }],
  ['a key of another place', `${HEAD}team: a\nspec:\n${SOUND}`, 'TOC101 4:1 "team"', 'unknown key `team`', { help: /^`team` belongs under `spec`\.$/ }],
  ['a key of the entries of a list', withSpec('  target: 99%\n'), 'TOC101 8:3 "target"', /unknown key/, { help: /belongs in an entry of `spec.objectives`/ }],
  ['a key of another kind', withSpec('  onlyInBeta: x\n'), 'TOC101 8:3 "onlyInBeta"', /unknown key/, { help: /belongs in `kind: Beta`, under `spec`/ }],
  ['a key that is nowhere', withSpec('  zzzzzz: x\n'), 'TOC101 8:3 "zzzzzz"', /unknown key/, { help: /^Known here: `team`, `level`/ }],
  ['a comma in a flow mapping', withSpec('  names: { ab: { site: a,b } }\n'), 'TOC101 8:26 "b"', /unknown key `b`/, { help: /a comma ends a value/ }],
  ['a missing key', `${HEAD}spec:\n  level: page\n  objectives: [{ name: o, target: 99% }]\n`, 'TOC102 4:1 "spec"', 'missing key `team`', { help: /^Add `team: data-engineering`\. Who is told\.$/ }],
  ['a missing key of an entry', withSpec('').replace('{ name: o, target: 99% }', '{ name: o }'), 'TOC102 7:18 "name"', 'missing key `target`', { help: /a percentage, such as `99.9%`/ }],
  ['a missing enumeration', `${HEAD}spec:\n  team: a\n  objectives: [{ name: o, target: 99% }]\n`, 'TOC102 4:1 "spec"', 'missing key `level`', { help: /`page` or `ticket`/ }],
  ['a number for a text', withSpec('  names: { ab: { site: 3 } }\n'), 'TOC103 8:24 "3"', 'expected a text, found the number 3', { help: /put it in quotes/ }],
  ['a truth value for a text', withSpec('  names: { ab: { site: true } }\n'), 'TOC103 8:24 "true"', 'expected a text, found `true`, which is a yes or no'],
  ['nothing for a text', withSpec('  names: { ab: { site: } }\n'), 'TOC103 8:18 "site"', 'expected a text, found nothing'],
  ['a list for a mapping', withSpec('  names: [a]\n'), 'TOC103 8:10 "[a]"', 'expected a mapping, found a list'],
  ['a text for a mapping', withSpec('  names: { ab: x }\n'), 'TOC103 8:16 "x"', 'expected a mapping, found `x`', { help: /Its keys: `site`\./ }],
  ['a fraction for a whole number', withSpec('  count: 2.5\n'), 'TOC103 8:10 "2.5"', 'expected a whole number, found the number 2.5'],
  ['a number that lacks its sign', withSpec('').replace('99%', '99.5'), 'TOC103 7:35 "99.5"', 'expected a percentage, such as `99.9%`, found the number 99.5; a bare number is refused', { help: /^Write `99.5%`\.$/ }],
  ['a misspelt word', withSpec('').replace('level: page', 'level: pgae'), 'TOC104 6:10 "pgae"', 'expected `page` or `ticket`, found `pgae`', { suggestion: 'page' }],
  ['a misspelt word beside a form', withSpec('').replace('99% }', '99%, period: quater }'), 'TOC104 7:48 "quater"', 'expected a duration, `month` or `quarter`, found `quater`', { suggestion: 'quarter' }],
  ['a misspelt word beside a mapping', withSpec('  insert: frist\n'), 'TOC104 8:11 "frist"', /expected `first`, `last` or/, { suggestion: 'first' }],
  ['a list beside a word and a mapping', withSpec('  insert: [first]\n'), 'TOC103 8:11 "[first]"', /, found a list$/],
  ['a text of the wrong form', withSpec('').replace('99%', '99,5%').replace('{ name: o, ', '{ name: o, ').replace('target: 99,5%', "target: '99,5%'"), 'TOC105 7:35 "\'99,5%\'"', 'expected a percentage, such as `99.9%`, found `99,5%`'],
  ['a number beyond a bound', withSpec('  count: 10\n'), 'TOC105 8:10 "10"', 'expected at most 9, found the number 10'],
  ['a list that is too short', withSpec('').replace('[{ name: o, target: 99% }]', '[]'), 'TOC105 7:15 "[]"', 'expected at least 1 entry, found an empty list'],
  ['a rule between fields', withSpec('  pair: { a: 1, b: 1 }\n'), 'TOC105 8:9 "{ a: 1, b: 1 }"', '`a` and `b` must differ', { help: /^Change one of them\.$/ }],
  ['a key that is no name', withSpec('  names: { A1: { site: x } }\n'), 'TOC106 8:12 "A1"', '`A1` cannot be a name here: only small letters'],
  ['a union, told by the nearest form', withSpec('  sli: { latency: { within: 1s } }\n'), 'TOC102 8:10 "latency"', 'missing key `of`'],
  ['a union, told by the other form', withSpec('  sli: { events: { good: 1, bad: x } }\n'), 'TOC103 8:26 "1"', 'expected a text, found the number 1'],
];

/** Rows whose fault is plain enough to be mended, so that the rest of the document is judged too. */
const MENDED = new Set([
  'a comma in a flow mapping',
  'a key of another kind',
  'a key of another place',
  'a key of the entries of a list',
  'a key that is nowhere',
  'a misspelt key',
  'a number for a text',
  'a number that lacks its sign',
]);

describe('one fault, one problem, at its place', () => {
  for (const [name, text, at, message, extra] of rows) {
    test(name, () => {
      const { problems, names } = judge(text);
      expect(problems.map(brief)).toEqual([at]);
      const [one] = problems;
      expect(one?.message).toMatch(message);
      if (typeof message === 'string') expect(one?.message).toBe(message);
      if (extra?.help !== undefined) expect(one?.help).toMatch(extra.help);
      expect(one?.suggestion).toBe(extra?.suggestion);
      expect(names).toEqual(MENDED.has(name) ? ['x'] : []);
    });
  }
});

test('a misspelt key is not told as missing too', () => {
  expect(judge(withSpec('').replace('team:', 'taem:')).problems.map(brief)).toEqual(['TOC101 5:3 "taem"']);
});

test('all faults of a document are told at once', () => {
  const text = `${HEAD}spec:\n  team: 3\n  level: x\n  objectives: [{ name: o }, y]\n  zzz: 1\n`;
  expect(judge(text).problems.map((one) => one.code)).toEqual(['TOC103', 'TOC104', 'TOC102', 'TOC103', 'TOC101']);
});

test('a fault in an anchor that is used twice is told once, where it is written', () => {
  expect(judge(withSpec('  names: { ab: &ab { site: 3 }, cd: *ab }\n')).problems.map(brief)).toEqual(['TOC103 8:28 "3"']);
});

test('a fault in what an alias brings tells where it is used', () => {
  const text = withSpec('').replace('level: page', 'level: &level pgae').replace('name: o', 'name: *level');
  const related = judge(text.replace('target: 99%', 'target: *level')).problems.find((one) => one.code === 'TOC105')?.related;
  expect(related?.map((one) => one.message)).toEqual(['used here']);
});

describe('the header decides how a document is read', () => {
  const headers: readonly (readonly [text: string, problems: readonly string[], suggestion?: string])[] = [
    ['kind: Alpha\n', ['TOC102 1:1 "kind"', 'TOC102 1:1 "kind"', 'TOC107 1:1 "kind"']],
    ['apiversion: tocsin/v1\nkind: Beta\nmetadata: { name: x }\nspec: {}\n', ['TOC107 1:1 "apiversion"'], 'apiVersion'],
    ['apiVersion: tocsin/v2\nkind: Beta\nmetadata: { name: x }\nspec: {}\n', ['TOC107 1:13 "tocsin/v2"']],
    ['apiVersion: 1\nkind: Beta\nmetadata: { name: x }\nspec: {}\n', ['TOC107 1:13 "1"']],
    ['apiVersion: openslo/v1\nkind: SLO\n', ['TOC107 1:13 "openslo/v1"']],
    ['apiVersion: tocsin/v1\nkind: Betta\nmetadata: { name: 1 }\nspec: {}\n', ['TOC108 2:7 "Betta"', 'TOC103 3:19 "1"'], 'Beta'],
    ['apiVersion: tocsin/v1\nkind: Gamma\nmetadata: { name: 1 }\n', ['TOC108 2:7 "Gamma"']],
    ['apiVersion: tocsin/v1\nkind: [Beta]\n', ['TOC108 2:7 "[Beta]"']],
    ['apiVersion: tocsin/v1\nknd: Beta\nmetadata: { name: 1 }\nspec: {}\n', ['TOC108 2:1 "knd"', 'TOC103 3:19 "1"'], 'kind'],
    ['apiVersion: tocsin/v1\nmetadata: { name: 1 }\n', ['TOC108 1:1 "apiVersion"']],
    ['foo: 1\n', ['TOC107 1:1 "foo"', 'TOC108 1:1 "foo"']],
  ];
  for (const [text, expected, suggestion] of headers) {
    test(JSON.stringify(text), () => {
      const { problems, names } = judge(text);
      expect(problems.map(brief).sort()).toEqual([...expected].sort());
      expect(problems.map((one) => one.suggestion).find((one) => one !== undefined)).toBe(suggestion);
      expect(names).toEqual([]);
    });
  }
});
