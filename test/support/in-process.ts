import { run } from '../../src/cli/program.ts';
import { ROOT } from './root.ts';
import type { Finished } from './run-process.ts';

/**
 * Runs a command as `bin/tocsin.js` does, in this process, without colours and terminal: a process of its own takes longer to start
 * than most commands to run. What only a process has, such as signals and file descriptors, is tested by `runCli`.
 */
export async function runInProcess(args: readonly string[], { cwd }: { readonly cwd: string }): Promise<Pick<Finished, 'status' | 'stdout' | 'stderr'>> {
  let stdout = '';
  let stderr = '';
  const status = await run(args, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    cwd,
    home: ROOT,
    version: '0.0.0',
    today: new Date().toISOString().slice(0, 10),
    colors: { stdout: false, stderr: false },
    width: 100,
    processes: { pid: process.pid, isAlive: () => true },
    env: {},
    terminal: () => undefined,
    stopped: () => new Promise(() => {}),
  });
  return { status, stdout, stderr };
}
