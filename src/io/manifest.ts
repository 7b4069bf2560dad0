import { createHash } from 'node:crypto';
import { byByteOrder } from './byte-order.ts';

/** The manifest lies in the output folder itself, is committed with it and is written last. */
export const MANIFEST_NAME = 'manifest.json';

const GENERATOR = 'tocsin';
/** Of output in scaled time, which is for tests: neither kind of output takes the place of the other. */
const SCALED_GENERATOR = 'tocsin --time-scale';

/**
 * What the tool wrote: path to SHA-256 of the file's bytes (as `sha256sum` prints it).
 * It names the tool but not its version, and no time: the same specs give the same manifest.
 */
export type Manifest = ReadonlyMap<string, string>;

/** The manifest as it was found. A path may have several hashes where runs or branches left several. */
export interface KnownFiles {
  readonly state: 'absent' | 'unreadable' | 'sound' | 'foreign';
  /** Whether it is of output in scaled time. */
  readonly isScaled: boolean;
  readonly hashes: ReadonlyMap<string, ReadonlySet<string>>;
}

/** SHA-256 of a file's bytes, in lower-case hex. */
export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The manifest's text: one line a file, in byte order, so that a merge conflict stays small. */
export function printManifest(files: Manifest, isScaled = false): string {
  const entries = [...files].sort(([a], [b]) => byByteOrder(a, b));
  // Written line by line: as a property of an object, a file named `10` would move to the front.
  const lines = entries.map(([path, hash]) => `    ${JSON.stringify(path)}: "${hash}"`);
  return `{\n  "generatedBy": "${isScaled ? SCALED_GENERATOR : GENERATOR}",\n  "files": {${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}}\n}\n`;
}

const ENTRY = /^\s*("(?:[^"\\]|\\.)+"): "([0-9a-f]{64})",?\s*$/;

/**
 * Reads a manifest. A damaged one (the two sides of a merge conflict, say) still tells what it can:
 * each line that is an entry counts, and a path may then have several hashes.
 */
export function parseManifest(text: string | undefined): KnownFiles {
  const hashes = new Map<string, Set<string>>();
  if (text === undefined) return { state: 'absent', isScaled: false, hashes };
  const isScaled = text.includes(`"generatedBy": "${SCALED_GENERATOR}"`);
  if (!isScaled && !text.includes(`"generatedBy": "${GENERATOR}"`)) return { state: 'foreign', isScaled, hashes };
  const single = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, hash] = ENTRY.exec(line) ?? [];
    const path = name === undefined ? undefined : decodeString(name);
    if (path === undefined || hash === undefined) continue;
    hashes.set(path, new Set(hashes.get(path)).add(hash));
    single.set(path, hash);
  }
  // The print is canonical, so whatever does not print back was cut, merged or edited.
  return { state: printManifest(single, isScaled) === text.replaceAll('\r\n', '\n') ? 'sound' : 'unreadable', isScaled, hashes };
}

/** All that several manifests know. */
export function joinKnown(first: KnownFiles, others: readonly KnownFiles[]): KnownFiles {
  const hashes = new Map(first.hashes);
  for (const other of others) {
    for (const [path, more] of other.hashes) hashes.set(path, new Set([...(hashes.get(path) ?? []), ...more]));
  }
  return { state: first.state, isScaled: first.isScaled, hashes };
}

function decodeString(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
