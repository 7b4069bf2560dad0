import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { byByteOrder } from './byte-order.ts';
import { errnoOf, systemFailure, type CouldNotRun } from './edge.ts';

/** A file that looks like a spec: where it is, and what people call it. */
export interface SpecPath {
  readonly real: string;
  readonly shown: string;
}

/** What a walk below the specs folder found. */
export interface SpecPaths {
  readonly found: readonly SpecPath[];
  readonly problems: readonly Diagnostic[];
  readonly failures: readonly CouldNotRun[];
}

/** A folder to walk: where it really is, and what people call it. */
interface Place {
  readonly real: string;
  readonly shown: string;
}

/**
 * Finds `*.yaml` and `*.yml` below a folder, in byte order of their shown paths; hidden names and `node_modules` are passed over.
 * A link is followed when it stays inside the folder and its target is not read already, so that
 * a circle of links ends and no spec is compiled twice.
 *
 * @param root the folder's real path
 */
export async function findSpecs(root: string, shown: string): Promise<SpecPaths> {
  const found: SpecPath[] = [];
  const problems: Diagnostic[] = [];
  const failures: CouldNotRun[] = [];
  const seen = new Set<string>([root]);
  const links: Place[] = [];

  const take = (entry: Place, kind: Pick<Dirent, 'isDirectory' | 'isFile'>, folders: Place[]): void => {
    if (kind.isDirectory()) {
      seen.add(entry.real);
      folders.push(entry);
    } else if (!isSpecName(entry.shown)) return;
    else if (kind.isFile()) {
      seen.add(entry.real);
      found.push(entry);
    } else {
      problems.push(problem('TOC724', `${entry.shown} is not a regular file`, { help: 'replace it by a file, or give it a name that does not end in .yaml or .yml' }));
    }
  };

  const walk = async (start: readonly Place[]): Promise<void> => {
    const folders = [...start];
    for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
      let entries: readonly Dirent[];
      try {
        entries = await readdir(at.real, { withFileTypes: true });
      } catch (error) {
        failures.push(systemFailure(error, `read the folder ${at.shown}`, at.shown));
        continue;
      }
      for (const entry of entries) {
        if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
        const child = { real: join(at.real, entry.name), shown: at.shown === '.' ? entry.name : `${at.shown}/${entry.name}` };
        if (entry.isSymbolicLink()) links.push(child);
        else take(child, entry, folders);
      }
    }
  };

  await walk([{ real: root, shown }]);
  // Links come after all real files, in byte order, so that the choice of the one name a target gets does not depend on the disk.
  while (links.length > 0) {
    for (const link of links.splice(0).sort((a, b) => byByteOrder(a.shown, b.shown))) {
      try {
        const target = await realpath(link.real);
        if (seen.has(target)) continue;
        const kind = await stat(target);
        if (!target.startsWith(root.endsWith(sep) ? root : root + sep)) {
          if (kind.isDirectory() || isSpecName(link.shown)) problems.push(outside(link));
          continue;
        }
        const folders: Place[] = [];
        take({ real: target, shown: link.shown }, kind, folders);
        await walk(folders);
      } catch (error) {
        if (['ENOENT', 'ELOOP', 'ENOTDIR'].includes(errnoOf(error) ?? '')) problems.push(nowhere(link));
        else failures.push(systemFailure(error, `follow the link ${link.shown}`, link.shown));
      }
    }
  }
  return { found: found.sort((a, b) => byByteOrder(a.shown, b.shown)), problems, failures };
}

function isSpecName(name: string): boolean {
  return name.endsWith('.yaml') || name.endsWith('.yml');
}

function outside(link: Place): Diagnostic {
  return problem('TOC721', `the link ${link.shown} leads out of the specs folder and is not followed`, {
    help: 'copy what it names into the specs folder, or remove the link',
  });
}

function nowhere(link: Place): Diagnostic {
  return problem('TOC722', `the link ${link.shown} leads nowhere`, { help: 'point it at a file of the specs folder, or remove it' });
}
