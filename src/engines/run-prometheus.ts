import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { couldNotRun, settle, step, type CouldNotRun } from '../io/edge.ts';
import type { Prometheus } from './drill-engines.ts';
import { servePage } from './page-server.ts';
import { PrometheusServer, ServerError, type Answered } from './prometheus-server.ts';

/** Milliseconds within which Prometheus scrapes for the first time: it looks for targets every 5 seconds. */
const FIRST_SCRAPE_MS = 30_000;
const LOOK_MS = 50;

/** What happens to Prometheus itself; milliseconds of the real clock since the first scrape. */
export interface Interruption {
  readonly kind: 'stopped' | 'killed' | 'paused';
  readonly atMs: number;
  readonly untilMs: number;
}

/** A course of samples to be scraped by a Prometheus. */
export interface LiveRun {
  /** Texts by name; the configuration is `prometheus.yml`. */
  readonly files: (scraped: string) => Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** What is exported so many milliseconds after the first scrape. */
  readonly page: (elapsedMs: number) => string;
  /** By time; they do not overlap. */
  readonly interruptions: readonly Interruption[];
  readonly endMs: number;
}

/** Asks the Prometheus of a run that has ended; moments are milliseconds since the first scrape. */
export interface Asked {
  readonly query: (expr: string, atMs: number) => Promise<readonly { readonly labels: Answered['labels']; readonly points: readonly { readonly atMs: number; readonly value: number }[] }[]>;
  readonly failures: PrometheusServer['failures'];
}

/**
 * Lets a Prometheus scrape a course from beginning to end, does to it what is to be done, and asks it. It listens and scrapes
 * on loopback only, and neither it nor its folder outlives this function.
 */
export function runPrometheus<T>({ path }: Prometheus, run: LiveRun, ask: (asked: Asked) => Promise<T>, signal: AbortSignal): Promise<T | CouldNotRun> {
  return settle(async () => {
    const temporary = tmpdir();
    const folder = await step('make a temporary folder', temporary, () => mkdtemp(join(temporary, 'tocsin-drill-')));
    const server = new PrometheusServer(path, folder, run.args);
    let begun: number | undefined;
    const pages = await servePage(() => run.page(performance.now() - (begun ??= performance.now())));
    try {
      for (const [file, text] of Object.entries(run.files(pages.address))) await step(`write ${file}`, folder, () => writeFile(join(folder, basename(file)), text));
      await server.start(signal);
      const first = await firstScrape(() => begun, signal);
      await interrupt(server, run, first, signal);
      // Of the first scrape, in Unix seconds, as samples have them.
      const zero = (performance.timeOrigin + first) / 1000;
      const query: Asked['query'] = async (expr, atMs) =>
        (await server.query(expr, zero + atMs / 1000)).map(({ labels, points }) => ({ labels, points: points.map(({ second, value }) => ({ atMs: (second - zero) * 1000, value })) }));
      return await ask({ query, failures: () => server.failures() });
    } catch (error) {
      if (signal.aborted) return couldNotRun('stopped', 'run the command again');
      if (error instanceof ServerError) return couldNotRun(error.message, `see whether ${path} runs`);
      throw error;
    } finally {
      // A paused one hears nothing else.
      await server.stop('SIGKILL');
      pages.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function firstScrape(begun: () => number | undefined, signal: AbortSignal): Promise<number> {
  const deadline = performance.now() + FIRST_SCRAPE_MS;
  while (performance.now() < deadline) {
    const first = begun();
    if (first !== undefined) return first;
    await sleep(LOOK_MS, undefined, { signal });
  }
  throw new ServerError('Prometheus did not scrape');
}

/** Waits for the end, and stops, kills or pauses the server meanwhile. */
async function interrupt(server: PrometheusServer, { interruptions, endMs }: LiveRun, first: number, signal: AbortSignal): Promise<void> {
  const until = (ms: number): Promise<void> => sleep(Math.max(0, first + ms - performance.now()), undefined, { signal });
  for (const { kind, atMs, untilMs } of interruptions) {
    await until(atMs);
    if (kind === 'paused') server.signal('SIGSTOP');
    else await server.stop(kind === 'stopped' ? 'SIGTERM' : 'SIGKILL');
    await until(untilMs);
    if (kind === 'paused') server.signal('SIGCONT');
    else await server.start(signal);
  }
  await until(endMs);
}
