import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { Sink } from '../../src/diagnostics/diagnostic.ts';
import { readYaml } from '../../src/source/yaml.ts';
import { KINDS, type Kind } from '../../src/spec/kinds.ts';
import { runCli } from '../support/cli.ts';
import { ROOT } from '../support/root.ts';
import { tempDir } from '../support/temp.ts';

const FILES = [...Object.keys(KINDS).map((kind) => `${kind.toLowerCase()}.schema.json`), 'tocsin.schema.json'];

function committed(file: string): string {
  return readFileSync(join(ROOT, 'schemas', file), 'utf8');
}

/** As an editor reads it: a keyword that draft 7 does not know is an error. */
function compiled(file: string): (value: unknown) => boolean {
  return new Ajv({ strict: true, strictRequired: false, validateFormats: false, allowUnionTypes: true }).compile(JSON.parse(committed(file)) as object);
}

interface Document {
  readonly file: string;
  readonly kind: Kind;
  readonly value: unknown;
}

/** Every document of a kind of ours in the YAML files below a folder. */
function documentsIn(folder: string): readonly Document[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  return files.flatMap((file) =>
    readYaml({ path: file, text: readFileSync(join(ROOT, folder, file), 'utf8') }, new Sink()).flatMap(({ value }) => {
      const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
      return typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? [{ file, kind: kind as Kind, value }] : [];
    }),
  );
}

test('the files are what the command writes; `npm run schemas` brings them up to date', async () => {
  const dir = tempDir();
  const run = await runCli(['schema', '--out', 'out'], { cwd: dir });
  expect(run).toMatchObject({ status: 0, stdout: FILES.map((file) => `out/${file}\n`).join('') });
  expect(readdirSync(join(dir, 'out')).sort()).toEqual([...FILES].sort());
  for (const file of FILES) expect(committed(file), file).toBe(readFileSync(join(dir, 'out', file), 'utf8'));
});

test('one kind alone is printed, or written', async () => {
  const dir = tempDir({ 'out/instance.schema.json': 'old' });
  expect((await runCli(['schema', 'instance'])).stdout).toBe(committed('instance.schema.json'));
  expect(await runCli(['schema', 'Instance', '--out', 'out'], { cwd: dir })).toMatchObject({ status: 0, stdout: 'out/instance.schema.json\n' });
  expect(readFileSync(join(dir, 'out/instance.schema.json'), 'utf8')).toBe(committed('instance.schema.json'));
});

describe('an editor accepts what the tool accepts', () => {
  const schemas = Object.fromEntries(FILES.map((file) => [file, compiled(file)]));
  const accepts = ({ kind, value }: Document): readonly boolean[] => [`${kind.toLowerCase()}.schema.json`, 'tocsin.schema.json'].map((file) => schemas[file]?.(value) === true);

  test('of the shipped specs', () => {
    const documents = documentsIn('slo-specs');
    expect(documents.length).toBeGreaterThan(10);
    for (const document of documents) expect(accepts(document), document.file).toEqual([true, true]);
  });

  test('of the fixtures, whose problems often lie beyond one document', () => {
    const sound = documentsIn('test/invalid').filter(({ kind, value }) => KINDS[kind].safeParse(value).success);
    expect(sound.length).toBeGreaterThan(50);
    for (const document of sound) expect(accepts(document), document.file).toEqual([true, true]);
  });

  test('and refuses what it refuses, but for rules that the schema names as beyond it', () => {
    const faulty = documentsIn('test/invalid').filter(({ kind, value }) => !KINDS[kind].safeParse(value).success);
    const missed = faulty.filter((document) => accepts(document).includes(true));
    expect(faulty.length).toBeGreaterThan(5);
    for (const { kind } of missed) expect(committed(`${kind.toLowerCase()}.schema.json`)).toContain('Not said here, but checked by');
    expect(missed.length).toBeLessThan(faulty.length / 2);
  });
});

test('every rule between fields stands in a comment of the schema', () => {
  expect(committed('contract.schema.json')).toContain('give exactly one of `events`, `query`, `latency`, `gauge` and `ratio`');
  expect(committed('instance.schema.json')).toContain('give `indicator` or `query`, not both');
});
