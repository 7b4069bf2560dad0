import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ExpectedFile } from '../../../src/drift/on-disk.ts';
import { DISK, type FileSystem } from '../../../src/io/file-system.ts';
import { hashOf } from '../../../src/io/manifest.ts';
import { writeOutput, type WriteOptions, type WriteResult } from '../../../src/io/write-output.ts';
import { writeFiles } from '../../support/temp.ts';
import { contents, deadPid, HEADER, newFolder, ours, PROCESSES } from './folder.ts';

const HOST = hostname().replaceAll(/[^A-Za-z0-9.]/g, '_');
const A: ExpectedFile = { path: 'rules/a.yaml', text: ours('a: 1') };
const B: ExpectedFile = { path: 'rules/b.yaml', text: ours('b: 1') };
const AM: ExpectedFile = { path: 'alertmanager.yaml', text: ours('route: x') };

let cwd = '';
const out = (): string => join(cwd, 'generated');
const write = (files: readonly ExpectedFile[], options: Partial<WriteOptions> = {}): Promise<WriteResult> =>
  writeOutput('generated', files, { cwd, header: HEADER, processes: PROCESSES, waitMs: 0, ...options });
const codes = (result: WriteResult): readonly string[] => (result.kind === 'could-not-run' ? [result.kind] : result.problems.map(({ code }) => code));

/** A disk on which one call fails, from one use to another. */
const failing = (call: 'open' | 'rename' | 'mkdir' | 'readFile', code: string, from: number, to = Infinity): FileSystem => {
  let count = 0;
  const fail = (...args: readonly unknown[]): Promise<never> | undefined => {
    if (String(args[0]).startsWith('/proc')) return undefined;
    count++;
    return count >= from && count <= to ? Promise.reject(Object.assign(new Error(code), { code })) : undefined;
  };
  return { ...DISK, [call]: (...args: readonly unknown[]): unknown => fail(...args) ?? Reflect.apply(DISK[call], undefined, args) };
};

beforeEach(() => {
  cwd = newFolder();
});

describe('a build', () => {
  test('writes every file and a manifest, and leaves nothing else', async () => {
    expect(await write([A, B, AM])).toMatchObject({ kind: 'written', written: ['rules/a.yaml', 'rules/b.yaml', 'alertmanager.yaml'], problems: [] });
    const found = contents(out());
    expect(Object.keys(found)).toEqual(['alertmanager.yaml', 'manifest.json', 'rules/a.yaml', 'rules/b.yaml']);
    expect(JSON.parse(found['manifest.json'] ?? '')).toEqual({
      generatedBy: 'tocsin',
      files: { 'alertmanager.yaml': hashOf(AM.text), 'rules/a.yaml': hashOf(A.text), 'rules/b.yaml': hashOf(B.text) },
    });
  });

  test('touches nothing when everything is there, even in a folder it could not write', async () => {
    await write([A, AM]);
    const before = statSync(out()).mtimeMs;
    expect(await write([A, AM], { fs: failing('mkdir', 'EROFS', 1) })).toMatchObject({ kind: 'written', written: [], unchanged: ['rules/a.yaml', 'alertmanager.yaml'] });
    expect(statSync(out()).mtimeMs).toBe(before);
  });

  test('keeps the time of unchanged files and the mode of changed ones', async () => {
    await write([A, B]);
    utimesSync(join(out(), A.path), 1000, 1000);
    chmodSync(join(out(), B.path), 0o640);
    await write([A, { path: B.path, text: ours('b: 2') }]);
    expect(statSync(join(out(), A.path)).mtimeMs).toBe(1_000_000);
    expect(statSync(join(out(), B.path)).mode & 0o777).toBe(0o640);
  });

  test('says which edit by hand it replaced', async () => {
    await write([A]);
    writeFileSync(join(out(), A.path), ours('a: edited'));
    const result = await write([A]);
    expect(result).toMatchObject({ kind: 'written', written: [A.path] });
    expect(codes(result)).toEqual(['TOC716']);
  });

  test('makes the output folder and its parents, and takes them back when it cannot write', async () => {
    expect(await writeOutput('x/y/z', [A], { cwd, header: HEADER, processes: PROCESSES, fs: failing('open', 'ENOSPC', 1) })).toMatchObject({ kind: 'could-not-run' });
    expect(existsSync(join(cwd, 'x'))).toBe(false);
  });
});

describe('orphans', () => {
  test('are removed with the folders they leave empty', async () => {
    await write([A, { path: 'deep/er/c.yaml', text: ours('c') }]);
    expect(await write([A])).toMatchObject({ removed: ['deep/er/c.yaml'] });
    expect(Object.keys(contents(out()))).toEqual(['manifest.json', 'rules/a.yaml']);
    expect(existsSync(join(out(), 'deep'))).toBe(false);
  });

  test('that were edited are left and reported', async () => {
    await write([A, B]);
    writeFileSync(join(out(), B.path), 'my own');
    const result = await write([A]);
    expect(codes(result)).toEqual(['TOC715']);
    expect(contents(out())[B.path]).toBe('my own');
  });

  test('that the manifest lost are left and reported', async () => {
    await write([A]);
    writeFiles(out(), { 'rules/lost.yaml': ours('x') });
    expect(codes(await write([A]))).toEqual(['TOC715']);
    expect(contents(out())['rules/lost.yaml']).toBe(ours('x'));
  });

  test('of other people are left and reported once', async () => {
    writeFiles(out(), { 'README.md': 'mine', 'rules/own.yaml': 'groups: []', '.gitattributes': '* -text' });
    const result = await write([A]);
    expect(result).toMatchObject({ kind: 'written', problems: [{ code: 'TOC706', message: 'generated holds 2 files the tool did not write: README.md, rules/own.yaml' }] });
    expect(contents(out())['rules/own.yaml']).toBe('groups: []');
  });

  test('outside the folder, named by a manifest edited by hand, are not touched', async () => {
    await write([A]);
    writeFiles(cwd, { 'victim.yaml': 'v' });
    const manifest = join(out(), 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('    "rules', `    "../victim.yaml": "${hashOf('v')}",\n    "rules`));
    await write([A]);
    expect(contents(cwd)['victim.yaml']).toBe('v');
  });
});

describe('a part (--only)', () => {
  test('writes what it picks, deletes nothing and keeps the entries of the others', async () => {
    await write([A, B]);
    const changed = ours('a: 2');
    const result = await write([{ path: A.path, text: changed }, AM], { only: (path) => path.startsWith('rules/') });
    expect(result).toMatchObject({ kind: 'written', written: [A.path], removed: [] });
    expect(JSON.parse(contents(out())['manifest.json'] ?? '')).toMatchObject({ files: { 'rules/a.yaml': hashOf(changed), 'rules/b.yaml': hashOf(B.text) } });
    expect(existsSync(join(out(), AM.path))).toBe(false);
  });

  test('does not guess the entries of a damaged manifest', async () => {
    await write([A, B]);
    writeFiles(out(), { 'manifest.json': readFileSync(join(out(), 'manifest.json'), 'utf8').replace('{', '<<<<<<< HEAD\n{') });
    expect(codes(await write([A], { only: () => true }))).toEqual(['TOC707']);
  });
});

describe('refused before anything is written', () => {
  const refused = async (files: readonly ExpectedFile[]): Promise<readonly string[]> => {
    const before = existsSync(out()) ? contents(out()) : {};
    const result = await write(files);
    expect(result.kind).toBe('refused');
    expect(existsSync(out()) ? contents(out()) : {}).toEqual(before);
    return codes(result);
  };

  test.each(['../x.yaml', '/etc/x.yaml', 'a/../../x.yaml', 'C:/x.yaml', 'a\\b.yaml', 'a//b.yaml', './a.yaml', '', 'a\nb', 'manifest.json', '.tocsin-staging-x/a'])('the path %j', async (path) => {
    expect(await refused([A, { path, text: 'x' }])).toEqual(['TOC711']);
  });

  test.each([
    ['case', ['rules/Api.yaml', 'rules/api.yaml']],
    ['case of a folder', ['Rules/api.yaml', 'rules/api.yaml']],
    ['Unicode form', ['caf\u00e9.yaml', 'cafe\u0301.yaml']],
    ['nothing', ['a.yaml', 'a.yaml']],
    ['one being the folder of the other', ['a', 'a/b.yaml']],
  ])('names that differ by %s', async (_, paths) => {
    expect(await refused(paths.map((path) => ({ path, text: 'x' })))).toEqual(['TOC712']);
  });

  test('a link, a folder or a pipe in the place of a file, or a link in the place of a folder', async () => {
    mkdirSync(join(out(), 'folder.yaml'), { recursive: true });
    mkdirSync(join(cwd, 'elsewhere'));
    writeFileSync(join(cwd, 'target'), 'precious');
    symlinkSync(join(cwd, 'target'), join(out(), 'link.yaml'));
    symlinkSync(join(cwd, 'elsewhere'), join(out(), 'linked'));
    execFileSync('mkfifo', [join(out(), 'pipe.yaml')]);
    writeFileSync(join(out(), 'file'), ours('x'));
    const paths = ['folder.yaml', 'link.yaml', 'linked/a.yaml', 'pipe.yaml', 'file/a.yaml'];
    expect(await refused([A, ...paths.map((path) => ({ path, text: 'x' }))])).toEqual(['TOC713', 'TOC713', 'TOC713', 'TOC713', 'TOC713']);
    expect(readFileSync(join(cwd, 'target'), 'utf8')).toBe('precious');
  });

  test('a file of the user, but not one with our header', async () => {
    writeFiles(out(), { [A.path]: 'groups: [mine]', [B.path]: ours('older') });
    expect(await refused([A, B])).toEqual(['TOC714']);
    rmSync(join(out(), A.path));
    expect((await write([A, B])).kind).toBe('written');
  });

  test('a manifest of another program', async () => {
    writeFiles(out(), { 'manifest.json': '{ "name": "web app" }\n' });
    expect(await refused([A])).toEqual(['TOC714']);
  });
});

describe('failures of the disk', () => {
  test.each(['ENOSPC', 'EIO', 'EACCES', 'EDQUOT', 'EROFS', 'EMFILE'])('%s while staging changes nothing', async (code) => {
    await write([A, B]);
    const before = contents(out());
    // The manifest is staged last, from the hashes of the others.
    for (const [at, path] of [A.path, AM.path, 'manifest.json'].entries()) {
      const result = await write([{ path: A.path, text: ours('a: 2') }, AM], { fs: failing('open', code, at + 1) });
      expect(result).toMatchObject({ kind: 'could-not-run', message: expect.stringMatching(new RegExp(`^cannot write generated/${path}: .*; nothing was changed$`)) as string });
      expect(contents(out())).toEqual(before);
    }
  });

  test('a folder that cannot be made takes back those made before it', async () => {
    await write([A]);
    // The calls: the output folder, the staging folder, x, then x/y.
    const result = await write([A, { path: 'x/y/z.yaml', text: ours('z') }], { fs: failing('mkdir', 'ENOSPC', 4) });
    expect(result).toMatchObject({ kind: 'could-not-run', message: 'cannot make the folder generated/x/y: no space is left on the disk; nothing was changed' });
    expect(existsSync(join(out(), 'x'))).toBe(false);
  });

  test('an error between two renames leaves whole files; the next run completes and forgets nothing', async () => {
    await write([A, B]);
    const next = [{ path: A.path, text: ours('a: 2') }, AM];
    const result = await write(next, { fs: failing('rename', 'EIO', 2, 2) });
    expect(result).toMatchObject({ kind: 'could-not-run', message: expect.stringContaining('1 of 2 files were replaced') as string });
    expect(contents(out())).toMatchObject({ [A.path]: ours('a: 2'), [B.path]: B.text });
    // The specs changed meanwhile: what the failed run wrote is known from its staged manifest, so it counts as the tool's own.
    const last = await write([AM]);
    expect(last).toMatchObject({ kind: 'written', removed: [A.path, B.path], problems: [] });
    expect(Object.keys(contents(out()))).toEqual(['alertmanager.yaml', 'manifest.json']);
  });

  test('a bug is not taken for a failure of the disk', async () => {
    const broken: FileSystem = { ...DISK, rename: () => Promise.reject(new TypeError('bug')) };
    await expect(write([A], { fs: broken })).rejects.toThrow(TypeError);
  });

  test('an output folder that is a file', async () => {
    writeFiles(cwd, { generated: 'x' });
    expect(await write([A])).toMatchObject({ kind: 'could-not-run', help: expect.stringContaining('name a folder') as string });
  });
});

describe('other runs', () => {
  const claimOf = (pid: number, start: string, host = HOST): string => join(out(), `.tocsin-staging-${host}-${pid}-${start}`);
  const startOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';

  test.each([
    ['a living process', () => claimOf(process.ppid, startOf(process.ppid))],
    ['a living process whose start is not known', () => claimOf(process.ppid, '0')],
    ['another machine', () => claimOf(1, '5', 'other-host')],
  ])('of %s exclude this one', async (_, folder) => {
    mkdirSync(folder(), { recursive: true });
    expect(await write([A])).toMatchObject({ kind: 'could-not-run', message: expect.stringContaining('is writing to generated') as string });
    expect(existsSync(join(out(), A.path))).toBe(false);
    expect(existsSync(folder())).toBe(true);
  });

  test.each([
    ['a dead process', () => claimOf(deadPid(), '77')],
    ['a dead process whose number was given away', () => claimOf(process.ppid, '77')],
    ['a run that gave up', () => join(out(), `.tocsin-staging-${HOST}-${process.pid}-left`)],
  ])('of %s are cleaned up', async (_, nameFolder) => {
    const folder = nameFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '0'), 'half');
    expect(await write([A])).toMatchObject({ kind: 'written' });
    expect(Object.keys(contents(out()))).toEqual(['manifest.json', 'rules/a.yaml']);
  });

  test('of the same moment write one after the other', async () => {
    const results = await Promise.all([1, 2, 3, 4].map((n) => write([{ path: A.path, text: ours(`a: ${n}`) }, { path: B.path, text: ours(`b: ${n}`) }], { waitMs: 10_000 })));
    expect(results.map(({ kind }) => kind)).toEqual(['written', 'written', 'written', 'written']);
    const found = contents(out());
    expect(found[A.path]?.at(-2)).toBe(found[B.path]?.at(-2));
    expect(JSON.parse(found['manifest.json'] ?? '')).toMatchObject({ files: { [A.path]: hashOf(found[A.path] ?? '') } });
  });
});

test('a damaged manifest still tells which orphans are the tool\'s own', async () => {
  await write([A, B]);
  const manifest = join(out(), 'manifest.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace('    "rules/a', '<<<<<<< HEAD\n    "rules/a').replace('  }\n}', '=======\n>>>>>>> other\n  }\n}'));
  expect(await write([A])).toMatchObject({ kind: 'written', removed: [B.path], problems: [] });
});
