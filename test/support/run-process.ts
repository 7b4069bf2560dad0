import { spawn } from 'node:child_process';
import { tied } from '../../src/engines/tied-command.ts';

/** How a program ended. */
export interface Finished {
  /** Exit status; -1 if a signal ended it or it could not be started. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a program to its end. */
export interface RunOptions {
  readonly cwd?: string | undefined;
  /** Laid over this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Text for standard input; without it the input is empty. */
  readonly stdin?: string | undefined;
  /** Milliseconds until the program is killed. */
  readonly timeoutMs?: number | undefined;
}

/** Runs a program to its end and never rejects: what went wrong stands in the status and in `stderr`. */
export function runProcess(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const timeoutMs = options.timeoutMs ?? 110_000;
  return new Promise((resolve) => {
    const child = spawn(...tied(command, args), {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let complaint = '';
    const timer = setTimeout(() => {
      complaint = `${command} was killed after ${timeoutMs} ms\n`;
      child.kill('SIGKILL');
      // Its own children may hold these open.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that ends without reading its input breaks the pipe; its status tells what matters.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    const finish = (status: number): void => {
      clearTimeout(timer);
      resolve({
        status,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8') + complaint,
      });
    };
    child.on('error', (error) => {
      complaint = `${error.message}\n`;
      finish(-1);
    });
    child.on('close', (status) => finish(status ?? -1));
  });
}
