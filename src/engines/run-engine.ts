import { spawn } from 'node:child_process';

/** How an engine ended. */
export type EngineRun =
  | { readonly kind: 'ended'; readonly status: number; readonly output: string }
  | { readonly kind: 'not-started'; readonly reason: string }
  /** Killed: it took too long or said too much, or the person asked to stop. */
  | { readonly kind: 'killed'; readonly why: 'time' | 'size' | 'stop' };

/** Bounds of a run. */
export interface EngineLimits {
  readonly cwd?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Variables; those of this process unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Characters of output that are kept; more than any report here has. */
const MOST_OUTPUT = 256 * 1024 * 1024;

/** Runs an engine to its end. It never outlives its bounds, nor this function. */
export function runEngine(path: string, args: readonly string[], { cwd, timeoutMs, signal, environment }: EngineLimits): Promise<EngineRun> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ kind: 'killed', why: 'stop' });
      return;
    }
    const child = spawn(path, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let size = 0;
    let killed: 'time' | 'size' | 'stop' | undefined;
    const kill = (why: 'time' | 'size' | 'stop'): void => {
      killed ??= why;
      child.kill('SIGKILL');
    };
    const stop = (): void => kill('stop');
    const timer = setTimeout(() => kill('time'), timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    const finish = (run: EngineRun): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(killed === undefined ? run : { kind: 'killed', why: killed });
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST_OUTPUT) kill('size');
        else chunks.push(chunk);
      });
    }
    child.on('error', (error) => finish({ kind: 'not-started', reason: error.message }));
    child.on('close', (status) => finish({ kind: 'ended', status: status ?? -1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
