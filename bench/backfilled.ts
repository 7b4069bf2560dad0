import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engines } from '../test/support/engine-names.ts';

/** A series as a function of time. */
export interface Labelled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its value so many seconds after the first sample. */
  readonly at: (second: number) => number;
}

/** What was asked, and what it took. */
export interface Asked {
  readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: number }[];
  /** Samples that the query read. */
  readonly samples: number;
  /** Milliseconds of its execution, the median of several. */
  readonly ms: number;
}

/** When samples are: from `hours` before `end` to `end`, seconds of the epoch, `interval` seconds apart. */
export interface Times {
  readonly interval: number;
  readonly end: number;
  readonly hours: number;
}

/** Longer imports take much longer: promtool keeps all of one in memory and sorts it again and again. */
const IMPORT_SECONDS = 7200;

interface Answer<T> {
  readonly data: { readonly result: readonly T[]; readonly stats?: { readonly timings: { readonly execTotalTime: number }; readonly samples: { readonly totalQueryableSamples: number } } };
}

/** A Prometheus whose data are imported, not scraped. */
export class BackfilledPrometheus {
  readonly #engines: Engines;
  readonly #dir: string;
  readonly #times: Times;
  readonly #children = new Set<ChildProcess>();
  #running: { readonly child: ChildProcess; readonly url: string } | undefined;

  constructor(engines: Engines, dir: string, times: Times) {
    this.#engines = engines;
    this.#dir = dir;
    this.#times = times;
    mkdirSync(join(dir, 'data'), { recursive: true });
    process.once('exit', () => this.#children.forEach((child) => child.kill('SIGKILL')));
    writeFileSync(join(dir, 'prometheus.yml'), 'global: { scrape_interval: 1h }\n');
  }

  /** Imports series that are functions of time. */
  async import(series: readonly Labelled[]): Promise<void> {
    const { end, hours, interval } = this.#times;
    const start = end - hours * 3600;
    await this.#import(start, end, (from, until) => {
      const lines: string[] = [];
      for (const { name, labels, at } of series) {
        const written = selector(name, labels);
        for (let time = from; time < until; time += interval) lines.push(`${written} ${at(time - start)} ${time}`);
      }
      return lines;
    });
  }

  /** Records what an expression gives at every evaluation of the last `seconds`, as a rule would have done. */
  async record(name: string, expr: string, more: Readonly<Record<string, string>>, seconds: number): Promise<void> {
    const { end, hours, interval } = this.#times;
    const start = end - Math.min(seconds, hours * 3600);
    const answers: { readonly metric: Readonly<Record<string, string>>; readonly values: readonly (readonly [number, string])[] }[] = [];
    // A range query gives at most 11,000 points of each series.
    for (let from = start; from < end; from += 10_000 * interval) {
      const query = new URLSearchParams({ query: expr, start: String(from), end: String(Math.min(end, from + 10_000 * interval) - interval), step: String(interval) });
      answers.push(...(await this.#get<(typeof answers)[number]>('query_range', query)).data.result);
    }
    await this.#import(start, end, (from, until) =>
      answers.flatMap(({ metric, values }) => {
        const written = selector(name, { ...Object.fromEntries(Object.entries(metric).filter(([label]) => label !== '__name__')), ...more });
        return values.filter(([time]) => time >= from && time < until).map(([time, value]) => `${written} ${value} ${time}`);
      }),
    );
  }

  /** Asks an expression at the end of the data. */
  async ask(expr: string, turns: number): Promise<Asked> {
    const { end, interval } = this.#times;
    const query = new URLSearchParams({ query: expr, time: String(end - interval), stats: 'all' });
    const times: number[] = [];
    for (let turn = 0; ; turn++) {
      const { data } = await this.#get<{ readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }>('query', query);
      if (data.stats === undefined) throw new Error('Prometheus gave no statistics of the query');
      times.push(data.stats.timings.execTotalTime * 1000);
      if (turn + 1 < turns) continue;
      return {
        result: data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) })),
        samples: data.stats.samples.totalQueryableSamples,
        ms: times.sort((a, b) => a - b)[times.length >> 1] ?? 0,
      };
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined || running.child.exitCode !== null) return;
    const ended = new Promise((resolve) => running.child.once('exit', resolve));
    running.child.kill('SIGTERM');
    await ended;
  }

  async #import(start: number, end: number, linesOf: (from: number, until: number) => readonly string[]): Promise<void> {
    // Prometheus sees blocks that are new when it starts.
    await this.stop();
    const file = join(this.#dir, 'import.om');
    for (let from = start; from < end; from += IMPORT_SECONDS) {
      const lines = linesOf(from, Math.min(end, from + IMPORT_SECONDS));
      if (lines.length === 0) continue;
      writeFileSync(file, `${lines.join('\n')}\n# EOF\n`);
      execFileSync(this.#engines.promtool, ['tsdb', 'create-blocks-from', 'openmetrics', file, join(this.#dir, 'data')], { stdio: ['ignore', 'ignore', 'inherit'] });
    }
  }

  async #get<T>(what: string, query: URLSearchParams): Promise<Answer<T>> {
    const { url } = this.#running ?? (this.#running = await this.#start());
    const response = await fetch(`${url}/api/v1/${what}?${query.toString()}`);
    if (!response.ok) throw new Error(`${query.get('query') ?? ''}\n${await response.text()}`);
    return (await response.json()) as Answer<T>;
  }

  async #start(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
    const port = await freePort();
    const child = spawn(
      this.#engines.prometheus,
      [`--config.file=${join(this.#dir, 'prometheus.yml')}`, `--storage.tsdb.path=${join(this.#dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--storage.tsdb.retention.time=400d', '--query.max-samples=500000000', '--query.timeout=20m'],
      { stdio: 'ignore' },
    );
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    const url = `http://127.0.0.1:${port}`;
    for (;;) {
      if (child.exitCode !== null) throw new Error('Prometheus ended while it started');
      const isReady = await fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false);
      if (isReady) return { child, url };
      await sleep(100);
    }
  }
}

function selector(name: string, labels: Readonly<Record<string, string>>): string {
  return `${name}{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
