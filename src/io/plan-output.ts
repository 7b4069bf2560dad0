import { join } from 'node:path';
import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectedFile, Header } from '../drift/on-disk.ts';
import { ahead } from './ahead.ts';
import { step } from './edge.ts';
import type { FileSystem } from './file-system.ts';
import { listOutput, lookAt, peekAt, type Found } from './list-output.ts';
import { hashOf, joinKnown, MANIFEST_NAME, parseManifest, printManifest, type KnownFiles } from './manifest.ts';
import { checkOutputPaths } from './output-path.ts';

/** A file to write; the mode is that of the file it replaces. */
export interface PlannedWrite {
  readonly file: ExpectedFile;
  readonly mode?: number;
}

/** Everything a run is going to do to the output folder. */
export interface Plan {
  readonly kind: 'plan';
  readonly writes: readonly PlannedWrite[];
  readonly unchanged: readonly string[];
  readonly removals: readonly string[];
  /** Undefined when the manifest on disk already says it; made when it is asked for, from hashes of all files. */
  readonly manifest: () => PlannedWrite | undefined;
  readonly problems: readonly Diagnostic[];
}

/** Nothing is to be written, because something in the output folder is in the way. */
export interface Refused {
  readonly kind: 'refused';
  readonly problems: readonly Diagnostic[];
}

/** What a plan is made from. */
export interface PlanInput {
  readonly fs: FileSystem;
  /** The output folder, absolute. */
  readonly out: string;
  /** The output folder as shown to people. */
  readonly shown: string;
  readonly files: readonly ExpectedFile[];
  readonly header: Header;
  readonly only: ((path: string) => boolean) | undefined;
  /** Whether it is output in scaled time. */
  readonly isScaled: boolean;
  /** Staging folders of killed runs: their manifests say what those runs had begun to write. */
  readonly abandoned: readonly string[];
  /** Hashes of the files' texts, by path, as far as they are known: a file is hashed while the disk is busy with it. */
  readonly hashes: Map<string, string>;
}

/**
 * Looks at the output folder and decides what to do, without changing anything.
 *
 * @throws a failed step, when something there cannot be read
 */
export async function planOutput(input: PlanInput): Promise<Plan | Refused> {
  const { files, only } = input;
  const unsafe = checkOutputPaths(files.map(({ path }) => path));
  if (unsafe.length > 0) return { kind: 'refused', problems: unsafe };

  const manifest = await look(input, MANIFEST_NAME);
  const recorded = parseManifest(manifest.kind === 'file' ? textOf(manifest.bytes) : undefined);
  const known = joinKnown(recorded, await abandonedManifests(input));
  const refusals = manifestRefusals(input, manifest, recorded);

  const writes: PlannedWrite[] = [];
  const unchanged: string[] = [];
  const problems: Diagnostic[] = [];
  const folders = new Map<string, boolean>();
  const picked = files.filter(({ path }) => only === undefined || only(path));
  const looked = ahead(picked, async (file) => ({ file, found: await look(input, file.path, folders) }));
  for await (const { file, found } of looked) {
    const { path } = file;
    if (found.kind === 'obstacle') {
      refusals.push(inTheWay(input, path, found));
      continue;
    }
    if (found.kind === 'absent') writes.push({ file });
    else if (Buffer.from(file.text).equals(found.bytes)) unchanged.push(path);
    else {
      const hashes = known.hashes.get(path);
      if (hashes === undefined && !input.header.isOurs(textOf(found.bytes))) refusals.push(notOurs(input, path));
      else if (hashes !== undefined && !hashes.has(hashOf(found.bytes))) problems.push(editReplaced(input, path));
      writes.push({ file, mode: found.mode });
    }
  }
  if (refusals.length > 0) return { kind: 'refused', problems: refusals };

  const orphans = only === undefined ? await planRemovals(input, known) : { removals: [], problems: [] };
  const planned = (): PlannedWrite | undefined => {
    const file = { path: MANIFEST_NAME, text: printManifest(manifestOf(input, recorded), input.isScaled) };
    if (manifest.kind !== 'file') return { file };
    return Buffer.from(file.text).equals(manifest.bytes) ? undefined : { file, mode: manifest.mode };
  };
  return {
    kind: 'plan',
    writes,
    unchanged,
    removals: orphans.removals,
    manifest: planned,
    problems: [...problems, ...orphans.problems],
  };
}

/** The manifest after the run: what is produced; under `--only` the entries of other files stay. */
function manifestOf({ files, only, hashes: known }: PlanInput, recorded: KnownFiles): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  if (only !== undefined) for (const [path, hashes] of recorded.hashes) for (const hash of hashes) entries.set(path, hash);
  for (const file of files) if (only === undefined || only(file.path)) {
    const hash = known.get(file.path) ?? hashOf(file.text);
    known.set(file.path, hash);
    entries.set(file.path, hash);
  }
  return entries;
}

/** Known files that are not produced any more: removed when they are as the tool wrote them, else left. */
async function planRemovals(input: PlanInput, known: KnownFiles): Promise<{ removals: readonly string[]; problems: readonly Diagnostic[] }> {
  const produced = new Set(input.files.map(({ path }) => path));
  const removals: string[] = [];
  const problems: Diagnostic[] = [];
  for (const [path, hashes] of known.hashes) {
    // A manifest is a file like any other: its paths are trusted no more than those of specs.
    if (produced.has(path) || checkOutputPaths([path]).length > 0) continue;
    const found = await look(input, path);
    if (found.kind === 'absent') continue;
    if (found.kind === 'file' && hashes.has(hashOf(found.bytes))) removals.push(path);
    else problems.push(leftAlone(input, path, 'was changed since the tool wrote it'));
  }
  const unknown: string[] = [];
  const others = (await step(`list ${input.shown}`, input.shown, () => listOutput(input.fs, input.out))).filter(
    (path) => path !== MANIFEST_NAME && !produced.has(path) && !known.hashes.has(path),
  );
  for (const path of others) {
    const text = await peekAt(input.fs, input.out, path);
    if (text !== undefined && input.header.isOurs(text)) problems.push(leftAlone(input, path, 'the manifest does not know it'));
    else unknown.push(path);
  }
  if (unknown.length > 0) problems.push(unknownFiles(input, unknown));
  return { removals, problems };
}

function leftAlone({ shown }: PlanInput, path: string, why: string): Diagnostic {
  return problem('TOC715', `${shown}/${path} has no spec any more, but ${why}, so it was left`, { help: 'delete it, or move it to where your own files are' });
}

function unknownFiles({ shown }: PlanInput, others: readonly string[]): Diagnostic {
  const named = others.slice(0, 3).join(', ') + (others.length > 3 ? ` and ${others.length - 3} more` : '');
  return problem('TOC706', `${shown} holds ${others.length === 1 ? 'a file' : `${others.length} files`} the tool did not write: ${named}`, {
    help: 'move your own files to another folder; rules left by an older tool can be deleted',
  });
}

function manifestRefusals(input: PlanInput, manifest: Found, recorded: KnownFiles): Diagnostic[] {
  if (manifest.kind === 'obstacle') return [inTheWay(input, MANIFEST_NAME, manifest)];
  if (recorded.state === 'foreign') return [notOurs(input, MANIFEST_NAME)];
  if (recorded.state !== 'absent' && recorded.isScaled !== input.isScaled) return [otherScale(input)];
  if (recorded.state === 'unreadable' && input.only !== undefined) {
    return [problem('TOC707', `${input.shown}/${MANIFEST_NAME} is damaged, so its entries cannot be kept`, { help: 'build once without --only: that writes the manifest anew' })];
  }
  return [];
}

async function abandonedManifests(input: PlanInput): Promise<readonly KnownFiles[]> {
  const manifests: KnownFiles[] = [];
  for (const name of input.abandoned) {
    const found = await look(input, `${name}/${MANIFEST_NAME}`);
    const manifest = parseManifest(found.kind === 'file' ? textOf(found.bytes) : undefined);
    // A manifest that was cut short was still being staged, so its run had replaced nothing.
    if (manifest.state === 'sound') manifests.push(manifest);
  }
  return manifests;
}

function look({ fs, out, shown }: PlanInput, path: string, folders?: Map<string, boolean>): Promise<Found> {
  return step(`read ${shown}/${path}`, join(shown, path), () => lookAt(fs, out, path, folders));
}

function inTheWay({ shown }: PlanInput, path: string, found: Found & { kind: 'obstacle' }): Diagnostic {
  const what = { symlink: 'a symbolic link', folder: 'a folder', special: 'a pipe, socket or device', file: 'a file where a folder must be' }[found.what];
  const place = found.at === path ? '' : `, because ${shown}/${found.at} is ${what}`;
  return problem('TOC713', `${shown}/${path} cannot be written${place === '' ? `: ${what} has its place` : place}`, { help: `move ${shown}/${found.at} away` });
}

function notOurs({ shown }: PlanInput, path: string): Diagnostic {
  return problem('TOC714', `${shown}/${path} was not written by the tool and would be replaced`, { help: 'move it away, delete it, or build into another folder with --out' });
}

function otherScale({ shown, isScaled }: PlanInput): Diagnostic {
  return isScaled
    ? problem('TOC717', `${shown} holds rules that are deployed, and those of scaled time would replace them`, { help: 'name a folder of its own with --out' })
    : problem('TOC717', `${shown} holds rules of scaled time, which are for tests`, { help: 'delete the folder if they are not needed any more, or name another one with --out' });
}

function editReplaced({ shown }: PlanInput, path: string): Diagnostic {
  return problem('TOC716', `${shown}/${path} had been edited by hand and was written anew`, { help: 'see the edit with git diff and bring it into the spec' });
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
