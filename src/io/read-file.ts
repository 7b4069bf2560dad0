import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** A file's bytes; or why it was not read. */
export type FileRead =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'not-a-file' };

/**
 * Reads a regular file of at most `limit` bytes.
 * What was opened is looked at once more: a name may have changed hands since it was found, and
 * `O_NONBLOCK` keeps a FIFO that took its place from holding the tool for ever.
 *
 * @throws the system's error, when the file cannot be opened or read
 */
export async function readRegularFile(path: string, limit: number): Promise<FileRead> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) return { kind: 'not-a-file' };
    if (found.size > limit) return { kind: 'too-large', size: found.size };
    const bytes = await handle.readFile();
    return bytes.length > limit ? { kind: 'too-large', size: bytes.length } : { kind: 'read', bytes };
  } finally {
    await handle.close();
  }
}
