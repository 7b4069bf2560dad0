import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemFailure, type CouldNotRun } from './edge.ts';

/** The page of a code, from the documentation that is shipped with the tool. */
export async function readPage(home: string, code: string): Promise<string | CouldNotRun> {
  const path = join(home, 'docs', 'diagnostics', `${code}.md`);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return systemFailure(error, `read the page of ${code}`, path);
  }
}
