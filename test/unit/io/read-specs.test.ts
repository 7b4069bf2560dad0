import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readBase, readSpecs, SPEC_LIMIT_BYTES } from '../../../src/io/read-specs.ts';
import { writeFiles } from '../../support/temp.ts';
import { newFolder } from './folder.ts';

let cwd = '';
const link = (target: string, path: string): void => symlinkSync(target, join(cwd, path));
const read = async (): Promise<{ paths: readonly string[]; codes: readonly string[]; failures: readonly string[] }> => {
  const { files, problems, failures } = await readSpecs('specs', cwd);
  return { paths: files.map(({ path }) => path), codes: problems.map(({ code }) => code), failures: failures.map(({ message }) => message) };
};

beforeEach(() => {
  cwd = newFolder();
  mkdirSync(join(cwd, 'specs'));
});

describe('the spec files', () => {
  test('are the *.yaml and *.yml at any depth, in byte order, but not hidden ones or packages', async () => {
    const names = ['b.yaml', 'a/z.yml', 'a.yaml', 'B.yaml', 'a-b.yaml', '\uFB01.yaml', '\u{1F514}.yaml'];
    writeFiles(cwd, Object.fromEntries([...names, '.hidden.yaml', '.git/x.yaml', 'node_modules/p/x.yaml', 'README.md', 'x.json'].map((name) => [`specs/${name}`, name])));
    const { paths, codes } = await read();
    expect(paths).toEqual(['B.yaml', 'a-b.yaml', 'a.yaml', 'a/z.yml', 'b.yaml', '\uFB01.yaml', '\u{1F514}.yaml'].map((name) => `specs/${name}`));
    expect(codes).toEqual([]);
  });

  test('are shown without a folder when the folder is the current one', async () => {
    writeFiles(cwd, { 'specs/a.yaml': 'x' });
    expect((await readSpecs('.', join(cwd, 'specs'))).files.map(({ path }) => path)).toEqual(['a.yaml']);
    expect((await readSpecs('../specs', join(cwd, 'specs'))).files.map(({ path }) => path)).toEqual(['a.yaml']);
  });

  test('above the limit are not read', async () => {
    writeFiles(cwd, { 'specs/a.yaml': 'x', 'specs/exact.yaml': '', 'specs/large.yaml': '' });
    truncateSync(join(cwd, 'specs/exact.yaml'), SPEC_LIMIT_BYTES);
    truncateSync(join(cwd, 'specs/large.yaml'), SPEC_LIMIT_BYTES + 1);
    const { files } = await readSpecs('specs', cwd);
    expect(files.map(({ bytes, tooLarge }) => bytes?.length ?? tooLarge)).toEqual([1, SPEC_LIMIT_BYTES, SPEC_LIMIT_BYTES + 1]);
    expect(files.map(({ tooLarge }) => tooLarge)).toEqual([undefined, undefined, SPEC_LIMIT_BYTES + 1]);
  });

  test('that are pipes are reported, not opened', async () => {
    execFileSync('mkfifo', [join(cwd, 'specs/pipe.yaml'), join(cwd, 'specs/pipe.txt')]);
    expect(await read()).toEqual({ paths: [], codes: ['TOC724'], failures: [] });
  });
});

describe('links', () => {
  test('inside the folder are followed, each target once', async () => {
    writeFiles(cwd, { 'specs/a.yaml': 'a', 'specs/.data/m.yaml': 'm', 'specs/sub/s.yaml': 's', 'specs/.more/n.yaml': 'n' });
    link('a.yaml', 'specs/again.yaml');
    link('.data/m.yaml', 'specs/mounted.yaml');
    link('sub', 'specs/sub2');
    link('.more', 'specs/more');
    expect(await read()).toEqual({ paths: ['specs/a.yaml', 'specs/more/n.yaml', 'specs/mounted.yaml', 'specs/sub/s.yaml'], codes: [], failures: [] });
  });

  test('out of the folder are reported, not followed; those that are no specs do not matter', async () => {
    writeFiles(cwd, { 'secret.yaml': 'x', 'outside/y.yaml': 'y', 'specs-2/z.yaml': 'z', 'notes.md': 'n' });
    link('../secret.yaml', 'specs/s.yaml');
    link('../outside', 'specs/outside');
    link('../specs-2', 'specs/twin');
    link('../notes.md', 'specs/notes.md');
    expect(await read()).toEqual({ paths: [], codes: ['TOC721', 'TOC721', 'TOC721'], failures: [] });
  });

  test('in a circle end', async () => {
    writeFiles(cwd, { 'specs/sub/s.yaml': 's' });
    link('..', 'specs/sub/up');
    link('.', 'specs/self');
    link('b.yaml', 'specs/a.yaml');
    link('a.yaml', 'specs/b.yaml');
    link('gone.yaml', 'specs/gone-link.yaml');
    expect(await read()).toEqual({ paths: ['specs/sub/s.yaml'], codes: ['TOC722', 'TOC722', 'TOC722'], failures: [] });
  });
});

describe('a folder that cannot be read', () => {
  test('is missing', async () => {
    expect(await readSpecs('nowhere', cwd)).toEqual({
      files: [],
      problems: [],
      failures: [{ kind: 'could-not-run', message: 'there is no specs folder nowhere', help: 'create it, or name another one with --specs' }],
    });
  });

  test('is a file', async () => {
    writeFileSync(join(cwd, 'one.yaml'), 'x');
    expect((await readSpecs('one.yaml', cwd)).failures).toMatchObject([{ message: 'the specs folder one.yaml is a file' }]);
  });
});

describe('the base file', () => {
  test('is read to the byte', async () => {
    writeFiles(cwd, { 'specs/base/am.yaml': '\uFEFFroute: {}\r\n' });
    const base = await readBase('specs', 'base/../base/am.yaml', cwd);
    expect(base).toMatchObject({ kind: 'read', file: { path: 'specs/base/am.yaml' } });
    expect(base.kind === 'read' && Buffer.from(base.file.bytes ?? []).toString('utf8')).toBe('\uFEFFroute: {}\r\n');
  });

  test.each([
    ['../secret.yaml', 'TOC723'],
    ['sub/../../secret.yaml', 'TOC723'],
    ['/etc/hostname', 'TOC723'],
    ['link.yaml', 'TOC723'],
    ['.', 'TOC723'],
    ['', 'TOC723'],
    ['sub', 'TOC724'],
    ['pipe', 'TOC724'],
    ['missing.yaml', 'TOC725'],
    ['own.yaml/x', 'TOC725'],
  ])('%j is refused', async (path, code) => {
    writeFiles(cwd, { 'secret.yaml': 'x', 'specs/sub/x.yaml': 'x', 'specs/own.yaml': 'x' });
    link('../secret.yaml', 'specs/link.yaml');
    execFileSync('mkfifo', [join(cwd, 'specs/pipe')]);
    expect(await readBase('specs', path, cwd)).toMatchObject({ kind: 'refused', problem: { code } });
  });
});
