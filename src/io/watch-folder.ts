import { watch, type FSWatcher } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { byByteOrder } from './byte-order.ts';
import { couldNotRun, errnoOf, systemFailure, type CouldNotRun } from './edge.ts';

/** What changed below a watched folder: paths inside of it, in no more than one run's worth of saving. */
export interface Changed {
  readonly kind: 'changed';
  readonly paths: readonly string[];
}

/** Every file of the folder, by its path inside, with all that changes when it does. */
interface Looked {
  readonly kind: 'looked';
  readonly files: ReadonlyMap<string, string>;
}

/** A save takes several steps, and an editor may save many files: milliseconds of silence that end it, and the longest wait for them. */
const QUIET_MS = 60;
const LONGEST_MS = 1000;

/**
 * Watches a folder and all below it, hidden names and backups (`~`) aside.
 * Events only say that something may have changed: each is followed by a look at the whole tree, so that
 * no order of events can mislead, nothing that is already known is told twice, and folders that come or go are found.
 * (`recursive: true` of Node 20 on Linux loses files that editors replace by renaming, and folders that are made anew.)
 */
export class FolderWatch {
  readonly #folder: string;
  readonly #except: string;
  readonly #watchers = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();
  #known: ReadonlyMap<string, string> = new Map();
  #events = 0;
  #wake: (() => void) | undefined;
  #isOpen = true;

  /**
   * @param folder an absolute path; nothing need be there yet
   * @param except a folder inside that is not looked into, such as the output of what the watching is for
   */
  constructor(folder: string, except: string) {
    this.#folder = folder;
    this.#except = except;
  }

  /** Begins to watch: what changes from now on is told. */
  async start(): Promise<CouldNotRun | undefined> {
    const found = await this.#look();
    if (found.kind === 'could-not-run') return found;
    this.#known = found.files;
    return undefined;
  }

  /** Waits for the next change; one that came since the last answer is told at once. */
  async next(): Promise<Changed | CouldNotRun> {
    for (;;) {
      await this.#event();
      const found = await this.#look();
      if (found.kind === 'could-not-run') return found;
      const before = this.#known;
      this.#known = found.files;
      const paths = [...new Set([...before.keys(), ...found.files.keys()])].filter((path) => before.get(path) !== found.files.get(path)).sort(byByteOrder);
      if (paths.length > 0) return { kind: 'changed', paths };
    }
  }

  /** Ends the watching; a wait for a change never ends then. */
  close(): void {
    this.#isOpen = false;
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Waits for an event, and then until a moment is silent. */
  async #event(): Promise<void> {
    if (this.#events === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    for (let waited = 0; waited < LONGEST_MS; waited += QUIET_MS) {
      const before = this.#events;
      await sleep(QUIET_MS);
      if (this.#events === before) break;
    }
    this.#events = 0;
  }

  #heard(): void {
    this.#events++;
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Looks at the tree, and watches the folders that are in it now; each before its names are read, so that nothing falls between. */
  async #look(): Promise<Looked | CouldNotRun> {
    const found = new Map<string, string>();
    const seen = new Set<string>();
    try {
      await this.#watchAbove(seen);
      const root = await realpath(this.#folder).catch(ignoreAbsent);
      const inside = relative(this.#folder, this.#except);
      const except = root === undefined || inside === '' || inside.startsWith('..') ? undefined : join(root, inside);
      const folders = root === undefined || !(await stat(root)).isDirectory() ? [] : [root];
      for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
        if (at === except || !(await this.#watch(at, seen))) continue;
        const entries = await readdir(at, { withFileTypes: true }).catch(ignoreAbsent);
        if (entries === undefined) continue;
        for (const { name } of entries) {
          if (name.startsWith('.') || name.endsWith('~') || name === 'node_modules') continue;
          const path = join(at, name);
          const entry = await lstat(path, { bigint: true }).catch(ignoreAbsent);
          if (entry === undefined) continue;
          if (entry.isDirectory()) folders.push(path);
          else found.set(relative(root ?? '', path).split(sep).join('/'), `${entry.ino} ${entry.size} ${entry.mtimeNs} ${entry.ctimeNs} ${entry.mode}`);
        }
      }
    } catch (error) {
      return failure(error, this.#folder);
    }
    for (const [path, { watcher }] of this.#watchers) {
      if (seen.has(path)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
    return { kind: 'looked', files: found };
  }

  /** Watches for the folder itself to come, go or be replaced: in the nearest folder above that is there. */
  async #watchAbove(seen: Set<string>): Promise<void> {
    for (let at = this.#folder; dirname(at) !== at; at = dirname(at)) {
      if (await this.#watch(dirname(at), seen, basename(at))) return;
    }
  }

  /** Watches one folder, or one name in it; false when it is not there. */
  async #watch(path: string, seen: Set<string>, only?: string): Promise<boolean> {
    const entry = await stat(path).catch(ignoreAbsent);
    if (entry === undefined || !entry.isDirectory()) return false;
    const key = only === undefined ? path : `${path}${sep}${sep}${only}`;
    // A folder that was made anew under the same name is another one.
    const identity = `${entry.dev} ${entry.ino}`;
    seen.add(key);
    const open = this.#watchers.get(key);
    if (open?.identity === identity) return true;
    open?.watcher.close();
    if (!this.#isOpen) return true;
    const watcher = watch(path, { persistent: true }, (_, name) => {
      if (only === undefined || name === null || name === only) this.#heard();
    });
    watcher.on('error', () => {
      watcher.close();
      this.#watchers.delete(key);
      this.#heard();
    });
    this.#watchers.set(key, { identity, watcher });
    return true;
  }
}

/** What is gone again, or may not be read, has nothing to watch: the run that follows says so. */
function ignoreAbsent(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP'].includes(errnoOf(error) ?? '')) throw error;
  return undefined;
}

function failure(error: unknown, folder: string): CouldNotRun {
  const errno = errnoOf(error);
  if (errno === 'ENOSPC' || errno === 'EMFILE') {
    return couldNotRun(`cannot watch ${folder}: the system's limit of watches is reached`, 'close other programs that watch files, or raise fs.inotify.max_user_watches and fs.inotify.max_user_instances');
  }
  return systemFailure(error, `watch ${folder}`, folder);
}
