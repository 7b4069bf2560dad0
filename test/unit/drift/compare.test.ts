import { describe, expect, test } from 'vitest';
import { compareOutput } from '../../../src/drift/compare.ts';
import type { Drift } from '../../../src/drift/drift.ts';
import type { ExpectedFile, FileOnDisk, OutputOnDisk } from '../../../src/drift/on-disk.ts';
import { driftProblems } from '../../../src/drift/problems.ts';
import { HEADER, ours } from '../io/folder.ts';

const folder = (files: readonly FileOnDisk[], rest: Partial<OutputOnDisk> = {}): OutputOnDisk => ({ kind: 'read', files, manifest: 'sound', run: 'none', ...rest });
const onDisk = (path: string, text: string, recorded: FileOnDisk['recorded'] = 'as-recorded'): FileOnDisk => ({ path, text, recorded });
const A: ExpectedFile = { path: 'a.yaml', text: ours('a: 1') };
const B: ExpectedFile = { path: 'b.yaml', text: ours('b: 1') };
const compare = (files: readonly FileOnDisk[], rest: Partial<OutputOnDisk> = {}): readonly Drift[] => compareOutput([A, B], folder(files, rest), HEADER);
const kinds = (drifts: readonly Drift[]): readonly string[] => drifts.map((drift) => ('path' in drift ? `${drift.kind} ${drift.path}` : drift.kind));
const SOUND = [onDisk('a.yaml', A.text), onDisk('b.yaml', B.text)];

describe('no drift', () => {
  test('where every file is there and recorded', () => {
    expect(compare(SOUND)).toEqual([]);
  });

  test('after an upgrade of the tool that changes nothing else', () => {
    expect(compare([onDisk('a.yaml', A.text.replace('1.0.0', '0.9.0')), onDisk('b.yaml', B.text)])).toEqual([]);
  });

  test('from litter of a run that did not change anything', () => {
    expect(compare(SOUND, { run: 'interrupted' })).toEqual([]);
  });

  test('from a file of someone else, but it is named', () => {
    expect(compare([...SOUND, onDisk('README.md', 'mine', 'unrecorded')])).toEqual([{ kind: 'unknown', path: 'README.md' }]);
  });
});

describe('drift of one file', () => {
  test.each<[string, readonly FileOnDisk[], readonly string[], readonly string[]]>([
    ['missing', [onDisk('a.yaml', A.text), { path: 'b.yaml', recorded: 'not-as-recorded' }], ['missing b.yaml'], ['TOC703']],
    ['out of date', [onDisk('a.yaml', A.text), onDisk('b.yaml', ours('b: 0'))], ['text b.yaml'], ['TOC701']],
    ['edited', [onDisk('a.yaml', A.text), onDisk('b.yaml', ours('b: 0'), 'not-as-recorded')], ['text b.yaml'], ['TOC702']],
    ['line ends', [onDisk('a.yaml', A.text), onDisk('b.yaml', B.text.replaceAll('\n', '\r\n'), 'not-as-recorded')], ['line-ends b.yaml'], ['TOC701']],
    ['a link', [onDisk('a.yaml', A.text), { path: 'b.yaml', obstacle: 'symlink', recorded: 'unrecorded' }], ['obstacle b.yaml'], ['TOC713']],
    ['an orphan', [...SOUND, onDisk('c.yaml', 'c')], ['orphan c.yaml'], ['TOC704']],
    ['an orphan the manifest lost', [...SOUND, onDisk('c.yaml', ours('c'), 'unrecorded')], ['orphan c.yaml'], ['TOC704']],
    ['only comments', [onDisk('a.yaml', A.text), onDisk('b.yaml', `${B.text}# note\n`)], ['text b.yaml'], ['TOC701']],
  ])('%s', (_, files, expected, codes) => {
    const drifts = compare(files);
    expect(kinds(drifts)).toEqual(expected);
    expect(driftProblems(drifts, 'generated').map(({ code }) => code)).toEqual(codes);
  });
});

describe('drift of the folder', () => {
  test('a new file that the manifest does not describe is of an interrupted run, even where all files are right', () => {
    const drifts = compare([onDisk('a.yaml', A.text), onDisk('b.yaml', B.text, 'not-as-recorded')]);
    expect(drifts).toEqual([{ kind: 'interrupted', paths: ['b.yaml'], evidence: 'hashes' }]);
    expect(driftProblems(drifts, 'generated')).toMatchObject([{ code: 'TOC705', message: 'generated holds files of two runs: an interrupted run, or a merge; newer than the manifest: b.yaml' }]);
  });

  test('nobody is blamed for an edit where a killed run left its staging folder', () => {
    const drifts = compare([onDisk('a.yaml', ours('a: 2'), 'not-as-recorded'), onDisk('b.yaml', B.text)], { run: 'interrupted' });
    expect(drifts).toMatchObject([{ kind: 'interrupted', evidence: 'staging' }, { kind: 'text', cause: 'outdated' }]);
  });

  test.each(['absent', 'unreadable'] as const)('a manifest that is %s', (manifest) => {
    expect(compare(SOUND.map((file) => ({ ...file, recorded: 'unrecorded' })), { manifest })).toEqual([{ kind: 'manifest', reason: manifest, paths: [] }]);
  });

  test('a manifest that lists what is gone', () => {
    expect(compare([...SOUND, { path: 'gone.yaml', recorded: 'not-as-recorded' }])).toEqual([{ kind: 'manifest', reason: 'outdated', paths: ['gone.yaml'] }]);
  });
});
