import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readOutput } from '../../../src/io/check-output.ts';
import { writeOutput } from '../../../src/io/write-output.ts';
import { writeFiles } from '../../support/temp.ts';
import { contents, deadPid, HEADER, newFolder, ours, PROCESSES } from './folder.ts';

let cwd = '';
const options = (): { cwd: string; processes: typeof PROCESSES } => ({ cwd, processes: PROCESSES });

beforeEach(() => {
  cwd = newFolder();
});

test('a folder that is not there reads as an empty one', async () => {
  expect(await readOutput('generated', ['a.yaml'], options())).toEqual({ kind: 'read', files: [{ path: 'a.yaml', recorded: 'unrecorded' }], manifest: 'absent', run: 'none' });
});

test('says of each file what the manifest says, and changes nothing', async () => {
  await writeOutput('generated', ['same', 'edited', 'gone', 'orphan'].map((name) => ({ path: `${name}.yaml`, text: ours(name) })), { ...options(), header: HEADER });
  const out = join(cwd, 'generated');
  writeFiles(out, { 'edited.yaml': 'x', 'README.md': 'mine' });
  symlinkSync('nowhere', join(out, 'link.yaml'));
  mkdirSync(join(out, 'folder.yaml'));
  writeFiles(out, { 'gone.yaml': ours('gone') });
  const before = contents(out);
  const found = await readOutput('generated', ['same.yaml', 'edited.yaml', 'link.yaml', 'folder.yaml', 'new.yaml'], options());
  expect(found).toEqual({
    kind: 'read',
    files: [
      { path: 'README.md', text: 'mine', recorded: 'unrecorded' },
      { path: 'edited.yaml', text: 'x', recorded: 'not-as-recorded' },
      { path: 'folder.yaml', obstacle: 'folder', recorded: 'unrecorded' },
      { path: 'gone.yaml', text: ours('gone'), recorded: 'as-recorded' },
      { path: 'link.yaml', obstacle: 'symlink', recorded: 'unrecorded' },
      { path: 'new.yaml', recorded: 'unrecorded' },
      { path: 'orphan.yaml', text: ours('orphan'), recorded: 'as-recorded' },
      { path: 'same.yaml', text: ours('same'), recorded: 'as-recorded' },
    ],
    manifest: 'sound',
    run: 'none',
  });
  expect(contents(out)).toEqual(before);
});

test.each([
  ['interrupted', () => deadPid()],
  ['active', () => process.ppid],
])('sees a run that is %s', async (run, pid) => {
  mkdirSync(join(cwd, 'generated', `.tocsin-staging-${hostname().replaceAll(/[^A-Za-z0-9.]/g, '_')}-${pid()}-0`), { recursive: true });
  expect(await readOutput('generated', [], options())).toMatchObject({ run });
});

test.each(['{ "name": "other" }', '"generatedBy": "tocsin"\n<<<<<<<'])('the manifest %j is no manifest', async (text) => {
  mkdirSync(join(cwd, 'generated'));
  writeFileSync(join(cwd, 'generated/manifest.json'), text);
  expect(await readOutput('generated', [], options())).toMatchObject({ manifest: 'unreadable' });
});
