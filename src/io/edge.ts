/**
 * The tool could not do its work, as opposed to: it worked and found something.
 * Data instead of an exception, so that a command can show every failure and end with status 2.
 */
export interface CouldNotRun {
  readonly kind: 'could-not-run';
  /** What failed, as one sentence without a full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
}

/** Makes a failure that is not the file system's. */
export function couldNotRun(message: string, help: string): CouldNotRun {
  return { kind: 'could-not-run', message, help };
}

/** The system's name of an error (`ENOSPC`), or nothing when the error is not the system's. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Turns an error of the file system into a failure that says what to do.
 * Errors that are not the system's are bugs of the tool and are thrown on.
 *
 * @param doing what was tried, as in `write rules/a.yaml`
 * @param where the file or folder, as shown to people
 * @throws the error itself, when it is not the file system's
 */
export function systemFailure(error: unknown, doing: string, where: string): CouldNotRun {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  const known = KNOWN[errno];
  return known === undefined
    ? couldNotRun(`cannot ${doing}: ${errno}`, `see what the system says of ${where}, then run again`)
    : couldNotRun(`cannot ${doing}: ${known.reason}`, known.help(where));
}

/** Carries a failure up to the function that answers with it; never leaves `io/`. */
class EdgeError extends Error {
  readonly failure: CouldNotRun;

  constructor(failure: CouldNotRun, cause: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
  }
}

/**
 * Does one step on the file system, and says which one when it fails.
 *
 * @throws a failure for {@link settle}; other errors as they are
 */
export async function step<T>(doing: string, where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    throw new EdgeError(systemFailure(error, doing, where), error);
  }
}

/** Runs work made of steps; the failure of a step becomes the answer. */
export async function settle<T>(work: () => Promise<T>): Promise<T | CouldNotRun> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EdgeError) return error.failure;
    throw error;
  }
}

interface KnownError {
  readonly reason: string;
  readonly help: (where: string) => string;
}

const MAKE_WRITABLE: KnownError['help'] = (where) => `give yourself access to ${where} (chmod u+rwX, or chown), or name another folder`;

const FULL: KnownError['help'] = (where) => `free some space where ${where} lies, then run again`;

const KNOWN: Readonly<Record<string, KnownError>> = {
  EACCES: { reason: 'permission denied', help: MAKE_WRITABLE },
  EPERM: { reason: 'the system does not permit it', help: MAKE_WRITABLE },
  EROFS: { reason: 'the file system is read-only', help: (where) => `mount the file system of ${where} writable, or name another folder` },
  ENOSPC: { reason: 'no space is left on the disk', help: FULL },
  EDQUOT: { reason: 'your disk quota is used up', help: FULL },
  EFBIG: { reason: 'a file would be larger than this user may make', help: () => 'raise the limit of file sizes (ulimit -f), then run again' },
  EIO: { reason: 'the disk reports a read or write error', help: (where) => `check the disk that ${where} lies on (dmesg shows its errors), then run again` },
  ENOENT: { reason: 'there is no such file or folder', help: (where) => `check the name ${where}` },
  ENOTDIR: { reason: 'a part of the path is a file, not a folder', help: (where) => `name a folder instead of ${where}, or move the file that is in its place` },
  EISDIR: { reason: 'it is a folder, not a file', help: (where) => `move the folder ${where} away` },
  ELOOP: { reason: 'its symbolic links lead in a circle', help: (where) => `remove the link that makes the circle at ${where}` },
  ENAMETOOLONG: { reason: 'the name is too long for this file system', help: (where) => `shorten the name that leads to ${where}` },
  EMFILE: { reason: 'too many files are open', help: () => 'raise the limit of open files (ulimit -n), then run again' },
  ENFILE: { reason: 'too many files are open on this machine', help: () => 'close other programs, then run again' },
  EXDEV: { reason: 'the folder lies on another file system than its parent', help: (where) => `keep the whole output folder on one file system: ${where} is a mount of its own` },
  EBUSY: { reason: 'another program holds it', help: (where) => `close the program that uses ${where}, then run again` },
};
