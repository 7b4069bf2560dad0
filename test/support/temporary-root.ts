import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'tocsin-test-';

/** Milliseconds after which a folder is taken to be left by a run that was killed. */
const ABANDONED_MS = 6 * 3_600_000;

/** Makes the folder of all temporary folders of this run, removed when this process ends, and sweeps abandoned ones. */
export function temporaryRoot(): string {
  const parent = tmpdir();
  for (const name of readdirSync(parent)) if (name.startsWith(PREFIX)) sweep(join(parent, name));
  const root = mkdtempSync(join(parent, PREFIX));
  // At exit rather than in a teardown, which an interrupted run does not reach.
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  // Without a listener these end the process with no exit event. 128 plus the signal's number, as shells have it.
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGHUP', () => process.exit(129));
  return root;
}

function sweep(path: string): void {
  try {
    if (Date.now() - statSync(path).mtimeMs > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
  } catch {
    // Another run swept it, or another user owns it.
  }
}
