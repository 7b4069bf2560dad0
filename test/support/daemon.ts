import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { atEnd } from './lifetime.ts';
import { tied } from '../../src/engines/tied-command.ts';
import { waitUntil } from './wait-until.ts';

/** Milliseconds for a server to answer that it is ready. */
const START_MS = 60_000;

/** Milliseconds between asking a server to end and killing it. */
const STOP_MS = 5_000;

/** Characters of log kept, from its end. */
const LOG_LENGTH = 100_000;

/** A running server, stopped at the latest when its test ends. */
export interface Daemon {
  /** Process id of the server itself. */
  readonly pid: number;
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string;
  /** The last part of what it wrote to both streams. */
  readonly log: () => string;
  /** Ends it, by force after 5 s; does nothing the second time. */
  readonly stop: () => Promise<void>;
  /** Kills it at once, as a crash would. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a Prometheus-style server that logs where it listens, and waits until it is ready.
 * @throws with the end of its log if it ends or is not ready within a minute
 */
export async function startDaemon(command: string, args: readonly string[], cwd: string): Promise<Daemon> {
  const child = spawn(...tied(command, args), { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const listen = (chunk: Buffer): void => {
    log = (log + chunk.toString('utf8')).slice(-LOG_LENGTH);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const closed = once(child, 'close').catch((error: unknown) => {
    log += String(error);
  });
  const ended = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (!ended()) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await closed;
    clearTimeout(timer);
  };
  atEnd(() => end('SIGTERM'));

  const look = async (): Promise<string | undefined> => {
    if (ended()) throw new Error('it ended');
    const address = /"Listening on"[^\n]* address=(\S+)/.exec(log)?.[1];
    if (address === undefined) return undefined;
    const url = `http://${address}`;
    return (await isReady(url)) ? url : undefined;
  };
  try {
    const url = await waitUntil('it to be ready', START_MS, look);
    return { pid: child.pid ?? -1, url, log: () => log, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
  } catch (error) {
    await end('SIGKILL');
    throw new Error(`${command} did not start: ${error instanceof Error ? error.message : String(error)}\n${log.slice(-4000)}`);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
