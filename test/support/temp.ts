import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { atEnd } from './lifetime.ts';

/**
 * An empty folder of this test's own, removed when the test ends; all are below one folder removed when the run ends.
 * @param files texts to write into it, by path inside the folder
 * @returns the folder's absolute path
 */
export function tempDir(files: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(inject('temp'), 't-'));
  atEnd(() => rmSync(dir, { recursive: true, force: true }));
  writeFiles(dir, files);
  return dir;
}

/** Writes texts below a folder, by path inside it, making the folders between. */
export function writeFiles(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
