import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ExpectedFile } from '../../../src/drift/on-disk.ts';
import { writeOutput } from '../../../src/io/write-output.ts';
import { writeFiles } from '../../support/temp.ts';
import { compiledSource, runUnprivileged } from './compiled.ts';
import { contents, HEADER, newFolder, ours, PROCESSES } from './folder.ts';

let dist = '';
let cwd = '';

beforeAll(() => {
  dist = compiledSource();
});
beforeEach(() => {
  cwd = newFolder();
});

/** Gives a tree to the user that the child runs as; as another user it is ours already. */
function giveAway(...paths: readonly string[]): void {
  if (process.getuid?.() === 0) for (const path of paths) chownSync(path, 65534, 65534);
}

function child(expression: string): unknown {
  const run = runUnprivileged(dist, expression);
  expect(run.stderr).toBe('');
  return run.result;
}

const write = (files: readonly ExpectedFile[]): unknown =>
  child(`io.writeOutput('generated', ${JSON.stringify(files)}, { cwd: ${JSON.stringify(cwd)}, header, processes, waitMs: 0 })`);

describe('without permission', () => {
  test('to write the output folder: nothing changes, and what to do is said', () => {
    writeFiles(cwd, { 'generated/rules/a.yaml': ours('a: 1') });
    chmodSync(join(cwd, 'generated'), 0o555);
    expect(write([{ path: 'rules/a.yaml', text: ours('a: 2') }])).toEqual({
      kind: 'could-not-run',
      message: 'cannot write to generated: permission denied',
      help: 'give yourself access to generated (chmod u+rwX, or chown), or name another folder',
    });
    expect(contents(join(cwd, 'generated'))).toEqual({ 'rules/a.yaml': ours('a: 1') });
  });

  test('to write one folder of several: found out before the first file is replaced', () => {
    writeFiles(cwd, { 'generated/a/a.yaml': ours('a: 1'), 'generated/z/z.yaml': ours('z: 1') });
    giveAway(join(cwd, 'generated'), join(cwd, 'generated/a'));
    chmodSync(join(cwd, 'generated/z'), 0o555);
    expect(write([{ path: 'a/a.yaml', text: ours('a: 2') }, { path: 'z/z.yaml', text: ours('z: 2') }])).toMatchObject({
      kind: 'could-not-run',
      message: 'cannot write to generated/z: permission denied; nothing was changed',
    });
    expect(contents(join(cwd, 'generated'))).toEqual({ 'a/a.yaml': ours('a: 1'), 'z/z.yaml': ours('z: 1') });
  });

  test('to read a generated file: neither a build nor a check guesses', () => {
    writeFiles(cwd, { 'generated/a.yaml': ours('a: 1') });
    giveAway(join(cwd, 'generated'), join(cwd, 'generated/a.yaml'));
    chmodSync(join(cwd, 'generated/a.yaml'), 0);
    expect(write([{ path: 'a.yaml', text: ours('a: 2') }])).toMatchObject({ kind: 'could-not-run', message: 'cannot read generated/a.yaml: permission denied' });
    expect(child(`io.readOutput('generated', ['a.yaml'], { cwd: ${JSON.stringify(cwd)}, processes })`)).toMatchObject({ kind: 'could-not-run', message: 'cannot read generated/a.yaml: permission denied' });
  });

  test('to read a spec or a folder of specs: every one is named', () => {
    writeFiles(cwd, { 'specs/a.yaml': 'a', 'specs/b.yaml': 'b', 'specs/closed/c.yaml': 'c' });
    chmodSync(join(cwd, 'specs/a.yaml'), 0);
    chmodSync(join(cwd, 'specs/closed'), 0);
    giveAway(join(cwd, 'specs/a.yaml'), join(cwd, 'specs/closed'));
    expect(child(`io.readSpecs('specs', ${JSON.stringify(cwd)})`)).toMatchObject({
      files: [{ path: 'specs/b.yaml' }],
      failures: [
        { message: 'cannot read the folder specs/closed: permission denied', help: expect.stringContaining('chmod') as string },
        { message: 'cannot read specs/a.yaml: permission denied' },
      ],
    });
  });
});

/** Mounts a small file system of its own; false where this user may not. */
function mountSmall(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
}

test('a disk that is really full loses nothing, and the next smaller build succeeds', async ({ skip }) => {
  const folder = join(cwd, 'small');
  if (!mountSmall(folder)) skip('this user may not mount a small file system');
  try {
    const write = (files: readonly ExpectedFile[]): ReturnType<typeof writeOutput> => writeOutput('small', files, { cwd, header: HEADER, processes: PROCESSES });
    const old = [{ path: 'a.yaml', text: ours('a: 1') }, { path: 'b.yaml', text: ours('b: 1') }];
    await write(old);
    const before = contents(folder);
    // The two are staged side by side, and only one of them cannot fit.
    expect(await write([{ path: 'a.yaml', text: ours('a: 3') }, { path: 'b.yaml', text: ours('x'.repeat(100_000)) }])).toEqual({
      kind: 'could-not-run',
      message: 'cannot write small/b.yaml: no space is left on the disk; nothing was changed',
      help: 'free some space where small/b.yaml lies, then run again',
    });
    expect(contents(folder)).toEqual(before);
    expect(await write([{ path: 'a.yaml', text: ours('a: 2') }])).toMatchObject({ kind: 'written', removed: ['b.yaml'] });
  } finally {
    spawnSync('umount', [folder]);
  }
});

test('a folder of the output on another file system is refused before the first rename', async ({ skip }) => {
  const folder = join(cwd, 'generated/rules');
  if (!mountSmall(folder)) skip('this user may not mount a small file system');
  try {
    const result = await writeOutput('generated', [{ path: 'a.yaml', text: ours('a') }, { path: 'rules/b.yaml', text: ours('b') }], { cwd, header: HEADER, processes: PROCESSES });
    expect(result).toMatchObject({ kind: 'could-not-run', help: expect.stringContaining('generated/rules is a mount of its own') as string });
    expect(contents(join(cwd, 'generated'))).toEqual({});
  } finally {
    spawnSync('umount', [folder]);
  }
});
