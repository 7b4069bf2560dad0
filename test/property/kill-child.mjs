// Writes one generation of a large output after another, until it is killed.
// Usage: node kill-child.mjs <compiled src> <folder> <first generation> <staged|slow|naive>
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [dist, cwd, first, way] = process.argv.slice(2);
const { writeOutput } = await import(pathToFileURL(join(dist, 'io/write-output.js')).href);
const { DISK } = await import(pathToFileURL(join(dist, 'io/file-system.js')).href);
const { filesOf, HEADER } = await import('./kill-files.mjs');

const processes = {
  pid: process.pid,
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  },
};

/** A disk that takes its time over names. */
const SLOW = {
  ...DISK,
  rename: async (from, to) => {
    await sleep(3);
    await DISK.rename(from, to);
  },
  rm: async (path, options) => {
    await sleep(3);
    await DISK.rm(path, options);
  },
};

/** The way that tears files: the control of the experiment. */
async function writeNaively(files) {
  for (const { path, text } of files) {
    await mkdir(dirname(join(cwd, 'out', path)), { recursive: true });
    await writeFile(join(cwd, 'out', path), text);
  }
  return { kind: 'written', problems: [] };
}

for (let generation = Number(first); ; generation++) {
  process.stdout.write(`${generation}\n`);
  const files = filesOf(generation);
  const result = way === 'naive' ? await writeNaively(files) : await writeOutput('out', files, { cwd, header: HEADER, processes, fs: way === 'slow' ? SLOW : DISK });
  if (result.kind !== 'written' || result.problems.length > 0) {
    process.stderr.write(`${JSON.stringify(result)}\n`);
    process.exit(3);
  }
}
