import type { Cause, Drift } from './drift.ts';
import { diffLines, shorten } from './line-diff.ts';
import type { ExpectedFile, FileOnDisk, Header, OutputOnDisk } from './on-disk.ts';
import { compareRules } from './rule-changes.ts';
import { readRuleFile } from './rule-file.ts';

/**
 * Everything in which the folder differs from what the specs say, by path; a check passes when it holds nothing but `unknown` files.
 * A file of an older version of the tool that says the same is no difference. A file that says what it should,
 * but is not the one the manifest describes, is: the run that wrote it did not get to its end.
 */
export function compareOutput(expected: readonly ExpectedFile[], onDisk: OutputOnDisk, header: Header): readonly Drift[] {
  const found = new Map(onDisk.files.map((file) => [file.path, file]));
  const produced = new Set(expected.map(({ path }) => path));
  const drifts: Drift[] = [];
  const unfitting: string[] = [];
  for (const file of expected) {
    const drift = compareFile(file, found.get(file.path), onDisk, header);
    if (drift === 'unfitting') unfitting.push(file.path);
    else if (drift !== undefined) drifts.push(drift);
  }

  const listed: string[] = [];
  for (const file of onDisk.files) {
    if (produced.has(file.path)) continue;
    const isRecorded = file.recorded !== 'unrecorded';
    if (isRecorded && file.text === undefined && file.obstacle === undefined) listed.push(file.path);
    else if (isRecorded) drifts.push({ kind: 'orphan', path: file.path, edited: file.recorded === 'not-as-recorded' });
    else if (file.text !== undefined && header.isOurs(file.text)) drifts.push({ kind: 'orphan', path: file.path, edited: true });
    else drifts.push({ kind: 'unknown', path: file.path });
  }
  drifts.sort((a, b) => compareText(pathOf(a), pathOf(b)));
  return [...overall(onDisk, unfitting, listed, drifts), ...drifts];
}

/** Differences of the folder as a whole, which explain those of its files. */
function overall(onDisk: OutputOnDisk, unfitting: readonly string[], listed: readonly string[], drifts: readonly Drift[]): readonly Drift[] {
  if (onDisk.manifest !== 'sound') return [{ kind: 'manifest', reason: onDisk.manifest, paths: [] }];
  const differs = unfitting.length > 0 || listed.length > 0 || drifts.some(({ kind }) => kind !== 'unknown');
  // A staging folder beside files that are all as they should be is litter, not drift: the next run takes it away.
  if (!differs) return [];
  if (onDisk.run !== 'none') return [{ kind: 'interrupted', paths: unfitting, evidence: onDisk.run === 'active' ? 'active' : 'staging' }];
  if (unfitting.length > 0) return [{ kind: 'interrupted', paths: unfitting, evidence: 'hashes' }];
  return listed.length > 0 ? [{ kind: 'manifest', reason: 'outdated', paths: listed }] : [];
}

function compareFile(expected: ExpectedFile, found: FileOnDisk | undefined, onDisk: OutputOnDisk, header: Header): Drift | 'unfitting' | undefined {
  const { path } = expected;
  if (found?.obstacle !== undefined) return { kind: 'obstacle', path, what: found.obstacle };
  if (found?.isAsExpected === true) return found.recorded === 'as-recorded' ? undefined : 'unfitting';
  if (found?.text === undefined) return { kind: 'missing', path };
  const { text } = expected;
  if (found.text === text) return found.recorded === 'as-recorded' ? undefined : 'unfitting';
  const before = header.withoutVersion(found.text);
  const after = header.withoutVersion(text);
  if (before === after) return found.recorded === 'as-recorded' ? undefined : 'unfitting';
  if (before.replaceAll('\r\n', '\n') === after) return { kind: 'line-ends', path };
  // What a killed run wrote does not fit the manifest either, so then nobody is blamed for an edit.
  const cause: Cause = found.recorded === 'not-as-recorded' && onDisk.run === 'none' ? 'edited' : 'outdated';
  return compareTexts(path, before, after, cause);
}

function compareTexts(path: string, before: string, after: string, cause: Cause): Drift {
  const old = readRuleFile(before);
  const fresh = readRuleFile(after);
  if (old !== undefined && fresh !== undefined) {
    const { groups, rules } = compareRules(old, fresh);
    if (groups.length > 0 || rules.length > 0) return { kind: 'rules', path, cause, groups, rules };
  }
  return { kind: 'text', path, cause, diff: shorten(diffLines(before.split('\n'), after.split('\n')), 2) };
}

function pathOf(drift: Drift): string {
  return 'path' in drift ? drift.path : '';
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
