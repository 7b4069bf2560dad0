import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { MANIFEST_NAME } from './manifest.ts';

/** Names the writer keeps for itself start with this, in the output folder itself. */
export const RESERVED_PREFIX = '.tocsin-';

/**
 * Refuses paths that would lead out of the output folder or meet each other.
 * They come from names in specs, so they are checked here again, whatever the earlier stages let through.
 */
export function checkOutputPaths(paths: readonly string[]): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const taken = new Map<string, string>();
  for (const path of paths) {
    const fault = faultOf(path);
    if (fault !== undefined) {
      problems.push(problem('TOC711', `the output path ${JSON.stringify(path)} ${fault}`, { help: 'rename what the path is made of in the specs' }));
      continue;
    }
    const key = foldedName(path);
    const other = taken.get(key);
    if (other !== undefined) {
      const how = other === path ? `the output path ${path} is produced twice` : `the output paths ${other} and ${path} differ only by case`;
      problems.push(problem('TOC712', how, { help: 'rename one of the two in the specs' }));
    }
    taken.set(key, path);
  }
  for (const [key, path] of taken) {
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const file = taken.get(key.slice(0, end));
      if (file === undefined) continue;
      problems.push(problem('TOC712', `the output path ${file} is a file and also the folder of ${path}`, { help: 'rename one of the two in the specs' }));
    }
  }
  return problems;
}

/** A name as a file system that ignores case and Unicode form sees it. */
export function foldedName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function faultOf(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  if (path.includes('\\')) return 'has a backslash, which is a folder on some systems and a letter on others';
  if (/\p{Cc}/u.test(path)) return 'has a control character';
  const segments = path.split('/');
  if (segments.includes('..')) return 'leads out of the output folder';
  if (segments.some((segment) => segment === '' || segment === '.')) return 'has an empty part';
  if (foldedName(path) === MANIFEST_NAME || (segments[0] ?? '').startsWith(RESERVED_PREFIX)) return 'is a name the tool keeps for itself';
  return undefined;
}
