import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const PERIOD_MS = 50;

/**
 * Looks again and again until there is something to see.
 * @param what names what is waited for, in the error
 * @param look gives the thing waited for, or undefined or false while it is not there; it may throw only for good
 * @throws if it is not there after `timeoutMs` milliseconds
 */
export async function waitUntil<T>(
  what: string,
  timeoutMs: number,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(PERIOD_MS);
  }
}
