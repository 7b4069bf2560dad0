import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tied } from './tied-command.ts';

/** Milliseconds for a server to be ready, for one answer, and between asking it to end and killing it. */
const START_MS = 30_000;
const ANSWER_MS = 30_000;
const STOP_MS = 10_000;
const LOOK_MS = 50;

/** One series that a query gave, with what it was at which Unix second. */
export interface Answered {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly second: number; readonly value: number }[];
}

/** Why a server cannot be used, with the end of what it said. */
export class ServerError extends Error {}

/** A Prometheus on loopback, with its configuration and data in one folder. */
export class PrometheusServer {
  readonly #path: string;
  readonly #folder: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;
  #url = '';
  #log = '';

  constructor(path: string, folder: string, args: readonly string[]) {
    this.#path = path;
    this.#folder = folder;
    this.#args = args;
  }

  /**
   * Starts it on a free port, and waits until it is ready; a second time on the data of the first.
   * @throws ServerError if it ends or is not ready in half a minute
   */
  async start(signal: AbortSignal): Promise<void> {
    this.#log = '';
    const standing = [`--config.file=${join(this.#folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(this.#folder, 'data')}`, '--web.listen-address=127.0.0.1:0'];
    const child = spawn(...tied(this.#path, [...standing, ...this.#args]), { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (this.#log = (this.#log + chunk.toString('utf8')).slice(-20_000)));
    child.on('error', (error) => (this.#log += error.message));
    const deadline = performance.now() + START_MS;
    while (performance.now() < deadline && !hasEnded(child)) {
      const address = /"Listening on"[^\n]* address=(\S+)/.exec(this.#log)?.[1];
      if (address !== undefined) {
        this.#url = `http://${address}`;
        if (await this.#isReady()) return;
      }
      await sleep(LOOK_MS, undefined, { signal });
    }
    throw new ServerError(`Prometheus did not start: ${this.#log.trim().split('\n').at(-1) ?? ''}`);
  }

  /** Ends it and waits until it has; by force if it takes too long. */
  async stop(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill(how);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Holds it where it is, as a machine without time for it would; `SIGCONT` lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** What a query gives at a Unix second: an instant vector, a scalar, or a selector over a range with all its samples. */
  async query(expr: string, second: number): Promise<readonly Answered[]> {
    const { data } = (await this.#ask(`query?${new URLSearchParams({ query: expr, time: String(second) }).toString()}`)) as QueryAnswer;
    if (data.resultType === 'scalar') return [{ labels: {}, points: [pointOf(data.result)] }];
    return data.result.map(({ metric, value, values }) => ({ labels: metric, points: (values ?? (value === undefined ? [] : [value])).map(pointOf) }));
  }

  /** The rules that failed when they were last evaluated. */
  async failures(): Promise<readonly { readonly rule: string; readonly error: string }[]> {
    const { data } = (await this.#ask('rules')) as RulesAnswer;
    return data.groups.flatMap(({ rules }) => rules.flatMap(({ name, health, lastError }) => (health === 'err' ? [{ rule: name, error: lastError ?? '' }] : [])));
  }

  async #ask(path: string): Promise<unknown> {
    const response = await fetch(`${this.#url}/api/v1/${path}`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const text = await response.text();
    if (!response.ok) throw new ServerError(`Prometheus answers ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as unknown;
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.#url}/-/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }
}

type Point = readonly [second: number, value: string];

type QueryAnswer = {
  readonly data:
    | { readonly resultType: 'scalar'; readonly result: Point }
    | { readonly resultType: 'vector' | 'matrix'; readonly result: readonly { readonly metric: Answered['labels']; readonly value?: Point; readonly values?: readonly Point[] }[] };
};

interface RulesAnswer {
  readonly data: { readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[] }[] };
}

function pointOf([second, value]: Point): Answered['points'][number] {
  return { second, value: Number(value.replace(/Inf$/, 'Infinity')) };
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
