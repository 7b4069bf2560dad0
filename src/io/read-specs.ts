import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { ahead } from './ahead.ts';
import { couldNotRun, errnoOf, systemFailure, type CouldNotRun } from './edge.ts';
import { findSpecs } from './find-specs.ts';
import { readRegularFile } from './read-file.ts';

/** Files above this are not read: a spec is a page of text, and a parser should not meet a log or a database. */
export const SPEC_LIMIT_BYTES = 4 * 1024 * 1024;

/** A spec file's bytes; or its size, when that is above the limit and the file was not read. */
export type SpecFile =
  | { readonly path: string; readonly bytes: Uint8Array; readonly tooLarge?: undefined }
  | { readonly path: string; readonly tooLarge: number; readonly bytes?: undefined };

/** The spec files of a folder, in byte order of their paths. */
export interface SpecsRead {
  readonly files: readonly SpecFile[];
  /** Links and special files that were not followed or opened. */
  readonly problems: readonly Diagnostic[];
  /** Files and folders that could not be read: the command cannot answer for the specs. */
  readonly failures: readonly CouldNotRun[];
}

/** Reads every spec file below a folder; shown paths are relative to `cwd`, with `/`. */
export async function readSpecs(specsDir: string, cwd: string): Promise<SpecsRead> {
  const folder = resolve(cwd, specsDir);
  const shown = shownPath(folder, cwd);
  const root = await specsRoot(folder, shown);
  if (typeof root !== 'string') return { files: [], problems: [], failures: [root] };

  const paths = await findSpecs(root, shown);
  const files: SpecFile[] = [];
  const problems = [...paths.problems];
  const failures = [...paths.failures];
  const read = ahead(paths.found, async ({ real, shown: name }) => {
    try {
      return { name, read: await readRegularFile(real, SPEC_LIMIT_BYTES) };
    } catch (error) {
      return { name, failure: systemFailure(error, `read ${name}`, name) };
    }
  });
  for await (const one of read) {
    if (one.read === undefined) failures.push(one.failure);
    else if (one.read.kind === 'read') files.push({ path: one.name, bytes: one.read.bytes });
    else if (one.read.kind === 'too-large') files.push({ path: one.name, tooLarge: one.read.size });
    else problems.push(problem('TOC724', `${one.name} is not a regular file`, { help: 'replace it by a file' }));
  }
  return { files, problems, failures };
}

/** The bytes of a base file, or why there are none. */
export type BaseRead =
  | { readonly kind: 'read'; readonly file: SpecFile }
  | { readonly kind: 'refused'; readonly problem: Diagnostic }
  | CouldNotRun;

/**
 * Reads the Alertmanager base file that a spec names. It must lie in the specs folder, links included:
 * a spec must not make the compiler copy other files of the machine into its output.
 *
 * @param path as the spec says it, relative to the specs folder
 * @param at where the spec says it
 */
export async function readBase(specsDir: string, path: string, cwd: string, at?: Location): Promise<BaseRead> {
  const refused = (code: 'TOC723' | 'TOC724' | 'TOC725', message: string, help: string): BaseRead => ({ kind: 'refused', problem: problem(code, message, { at, help }) });
  const folder = resolve(cwd, specsDir);
  const root = await specsRoot(folder, shownPath(folder, cwd));
  if (typeof root !== 'string') return root;
  if (isAbsolute(path) || !isInside(root, join(root, path))) {
    return refused('TOC723', `the base file '${path}' lies outside the specs folder`, 'copy it into the specs folder and name it relative to that folder');
  }
  const shown = shownPath(join(folder, path), cwd);
  try {
    const target = await realpath(join(root, path));
    if (!isInside(root, target)) {
      return refused('TOC723', `the base file '${path}' is a link that leads out of the specs folder`, 'copy the file into the specs folder');
    }
    if (!(await stat(target)).isFile()) return refused('TOC724', `the base file '${path}' is not a regular file`, 'name a file');
    const read = await readRegularFile(target, SPEC_LIMIT_BYTES);
    if (read.kind === 'not-a-file') return refused('TOC724', `the base file '${path}' is not a regular file`, 'name a file');
    return { kind: 'read', file: read.kind === 'read' ? { path: shown, bytes: read.bytes } : { path: shown, tooLarge: read.size } };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) {
      return refused('TOC725', `there is no base file '${path}' in the specs folder`, `create ${shown}, or correct the name; it is relative to the specs folder`);
    }
    return systemFailure(error, `read ${shown}`, shown);
  }
}

/** The real path of the specs folder, or why it cannot be used. */
async function specsRoot(folder: string, shown: string): Promise<string | CouldNotRun> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
    return couldNotRun(`the specs folder ${shown} is a file`, 'name the folder that holds it with --specs');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return couldNotRun(`there is no specs folder ${shown}`, 'create it, or name another one with --specs');
    return systemFailure(error, `read the specs folder ${shown}`, shown);
  }
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path).split(sep).join('/');
  return shown === '' ? '.' : shown;
}
