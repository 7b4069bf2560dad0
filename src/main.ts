import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Context } from './cli/context.ts';

/** The only file that touches the process: arguments and streams in, exit status out. */
const home = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const args = process.argv.slice(2);
/** One Ctrl-C often arrives twice, once for the process and once for its group (`npx` and `timeout` do that): the twin is waited for. */
const TWIN_SIGNAL_MS = 200;
const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  // A reader that closes early (`| head`) is no error of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const { run } = await import('./cli/program.ts');
  process.exitCode = await run(args, world());
}

function world(): Context {
  const wantsColor = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    cwd: process.cwd(),
    home,
    version,
    today: new Date().toISOString().slice(0, 10),
    colors: { stdout: wantsColor(process.stdout), stderr: wantsColor(process.stderr) },
    width: process.stdout.columns ?? 100,
    processes: { pid: process.pid, isAlive },
    now: () => performance.now(),
    env: process.env,
    terminal: () => (process.stdin.isTTY && process.stderr.isTTY ? { input: process.stdin, output: process.stderr } : undefined),
    stopped,
  };
}

/** Settles after a first SIGINT or SIGTERM and its twin. A later one ends the process at once, as it would without us. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const heard = (signal: NodeJS.Signals): void => {
      if (first === undefined) setTimeout(resolve, TWIN_SIGNAL_MS);
      first ??= performance.now();
      if (performance.now() - first < TWIN_SIGNAL_MS) return;
      process.off('SIGINT', heard).off('SIGTERM', heard);
      process.kill(process.pid, signal);
    };
    process.on('SIGINT', heard).on('SIGTERM', heard);
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user lives too, though it may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
