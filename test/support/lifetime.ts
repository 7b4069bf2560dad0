import { afterAll, onTestFinished } from 'vitest';

type Cleanup = () => void | Promise<void>;

const cleanupsOfFile: Cleanup[] = [];

afterAll(async () => {
  for (const cleanup of cleanupsOfFile.toReversed()) await cleanup();
});

/**
 * Runs a clean-up when the test ends that makes the call, passed or failed, or when the file ends if a hook makes it.
 * Not for `test.concurrent`, where vitest cannot tell which test makes a call.
 */
export function atEnd(cleanup: Cleanup): void {
  try {
    onTestFinished(() => cleanup());
  } catch {
    cleanupsOfFile.push(cleanup);
  }
}
