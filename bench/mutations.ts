import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOutput } from '../src/compile/back.ts';
import { readModel } from '../src/compile/front.ts';
import { Sink } from '../src/diagnostics/diagnostic.ts';
import type { Source } from '../src/diagnostics/source.ts';
import { renderDiagnostics } from '../src/report/text.ts';
import { decodeSource } from '../src/source/decode.ts';
import { MUTATORS, randomly, type Random } from './mutators.ts';

const SPECS = 'slo-specs';
const ROOT = join(import.meta.dirname, '..');
/** A run of one mutated project that takes longer of a processor hangs, as far as a person can tell. */
const HANG_MS = 2000;

/** A mutated project that ended in something else than a result. */
export interface Failure {
  /** The run of the seed, counted from 0: `mutateAndCompile(1, seed, run)` makes it again. */
  readonly run: number;
  readonly what: string;
}

/** What mutated specs did to the compiler. */
export interface MutationFigures {
  readonly count: number;
  readonly seed: number;
  /** Projects that made output, problems or none. */
  readonly sound: number;
  readonly refused: number;
  /** Runs that threw, and their first few. */
  readonly crashes: number;
  /** Runs above two seconds. */
  readonly hangs: number;
  /** Reports that show what a person cannot read: a stack, `undefined`, `[object Object]`. */
  readonly unreadable: number;
  readonly slowestMs: number;
  /** How often each code was reported. */
  readonly codes: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
}

/** Mutates the shipped specs again and again and runs the compiler, front and back, on each result. */
export function mutateAndCompile(count: number, seed: number, first = 0): MutationFigures {
  const shipped = shippedSpecs();
  const codes: Record<string, number> = {};
  const failures: Failure[] = [];
  const figures = { sound: 0, refused: 0, crashes: 0, hangs: 0, unreadable: 0, slowestMs: 0 };
  const fail = (run: number, what: string): void => void (failures.length < 20 && failures.push({ run, what }));
  for (let run = first; run < first + count; run++) {
    const files = mutated(shipped, randomly(seed + run * 7919));
    const began = process.cpuUsage();
    try {
      const { sink, isSound } = compile(files);
      figures[isSound ? 'sound' : 'refused']++;
      for (const { code } of sink.sorted) codes[code] = (codes[code] ?? 0) + 1;
      const text = renderDiagnostics(sink.sorted, { color: false, width: 100 });
      const told = withoutSource(text);
      // A name that is written in the specs may be told of.
      const isNumberLost = /\bNaN\b(?!.*\|)/.test(told) && ![...files.values()].some((bytes) => Buffer.from(bytes).includes('NaN'));
      if (isNumberLost || /^\s+at .*\.[jt]s:\d+|\bundefined\b|\[object Object\]/m.test(told)) {
        figures.unreadable++;
        fail(run, `unreadable: ${text.slice(0, 2000)}`);
      }
    } catch (error) {
      figures.crashes++;
      fail(run, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const { user, system } = process.cpuUsage(began);
    const tookMs = (user + system) / 1000;
    figures.slowestMs = Math.max(figures.slowestMs, tookMs);
    if (tookMs > HANG_MS) {
      figures.hangs++;
      fail(run, `took ${Math.round(tookMs)} ms`);
    }
  }
  return { count, seed, ...figures, codes, failures };
}

/** One mutated project as texts, for looking into a failure. */
export function mutatedProject(seed: number, run: number): ReadonlyMap<string, Uint8Array> {
  return mutated(shippedSpecs(), randomly(seed + run * 7919));
}

function shippedSpecs(): ReadonlyMap<string, Uint8Array> {
  const names = readdirSync(join(ROOT, SPECS), { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name)).sort();
  return new Map(names.map((name) => [`${SPECS}/${name.replaceAll('\\', '/')}`, new Uint8Array(readFileSync(join(ROOT, SPECS, name)))]));
}

function mutated(shipped: ReadonlyMap<string, Uint8Array>, random: Random): ReadonlyMap<string, Uint8Array> {
  const files = random() < 0.1 ? new Map(shipped) : thinned(shipped, random);
  const names = [...files.keys()];
  // Most projects get one fault, so that it is met by the stage it is for and not hidden behind another.
  for (let times = random() < 0.7 ? 1 : 2 + Math.floor(random() * 2); times > 0; times--) {
    const name = names[Math.floor(random() * names.length)] ?? '';
    const mutate = MUTATORS[Math.floor(random() * MUTATORS.length)];
    const before = files.get(name);
    const other = files.get(names[Math.floor(random() * names.length)] ?? '');
    if (mutate !== undefined && before !== undefined && other !== undefined) files.set(name, mutate(before, other, random));
  }
  return files;
}

/** The specs with a few of their instances only: as sound, and compiled in a fraction of the time. */
function thinned(shipped: ReadonlyMap<string, Uint8Array>, random: Random): Map<string, Uint8Array> {
  const instances = [...shipped.keys()].filter((name) => name.includes('/instances/'));
  const left = new Set(Array.from({ length: 3 }, () => instances[Math.floor(random() * instances.length)]));
  const gone = instances.filter((name) => !left.has(name));
  const files = new Map([...shipped].filter(([name]) => !gone.includes(name)));
  const lines = gone.map((name) => (name.split('/').at(-1) ?? '').replace(/\.ya?ml$/, ''));
  for (const [name, bytes] of files) {
    if (!name.endsWith('/inventory.yaml')) continue;
    const text = new TextDecoder().decode(bytes);
    files.set(name, new TextEncoder().encode(text.split('\n').filter((line) => !lines.some((one) => line.trimStart().startsWith(`${one}:`))).join('\n')));
  }
  return files;
}

/** The pipeline of the command without its edge: bytes to files or problems. */
function compile(files: ReadonlyMap<string, Uint8Array>): { readonly sink: Sink; readonly isSound: boolean } {
  const sink = new Sink();
  const sources = [...files].map(([path, bytes]) => decodeSource(path, bytes, sink));
  const found = sources.filter((source): source is Source => source !== undefined);
  const model = readModel(found, { today: '2026-11-23', specsFolder: SPECS, complete: found.length === sources.length }, sink);
  const base = model?.routing === undefined ? undefined : found.find(({ path }) => path === `${SPECS}/${model.routing?.base ?? ''}`);
  const output = model === undefined ? undefined : makeOutput(model, base, sink);
  return { sink, isSound: output !== undefined && output.files.length > 0 && !sink.hasErrors };
}

/** A report without the lines that it shows of the mutated files, which may hold anything. */
function withoutSource(text: string): string {
  return text.replace(/^.*\|.*$/gm, '').replace(/`[^`]*`/g, '``');
}
