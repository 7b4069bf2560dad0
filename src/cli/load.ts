import { relative, resolve, sep } from 'node:path';
import { readModel } from '../compile/front.ts';
import { inheritGroupWait } from '../compile/group-wait.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { HEADER } from '../emit/header.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { readBase, readSpecs, type SpecFile } from '../io/read-specs.ts';
import type { Model } from '../model/model.ts';
import { decodeSource, tooLarge } from '../source/decode.ts';
import type { Context } from './context.ts';

/** The specs of a folder, compiled as far as their model. */
export interface Loaded {
  readonly kind: 'loaded';
  /** Undefined where problems in the sink left none. */
  readonly model: Model | undefined;
  readonly base: Source | undefined;
}

/** The specs could not be read; every reason. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly failures: readonly CouldNotRun[];
}

/** Reads and resolves a specs folder, as if some metrics were exported that are only proposed; problems go to the sink. */
export async function loadSpecs(context: Context, specs: string, sink: Sink, supposed: ReadonlySet<string> = new Set()): Promise<Loaded | Unreadable> {
  const read = await readSpecs(specs, context.cwd);
  if (read.failures.length > 0) return { kind: 'unreadable', failures: read.failures };
  for (const one of read.problems) sink.report(one);
  const folder = shown(context, specs);
  if (read.files.length === 0 && read.problems.length === 0) {
    return { kind: 'unreadable', failures: [couldNotRun(`there is no spec file in ${folder}`, 'write one that ends in .yaml, or name another folder with --specs')] };
  }
  const sources = read.files.map((file) => decode(file, sink));
  const found = sources.filter((source) => source !== undefined);
  const complete = found.length === sources.length && read.problems.length === 0;
  const model = readModel(found.filter(isNoOutput), { today: context.today, specsFolder: folder, complete, supposed }, sink);
  if (model?.routing === undefined) return { kind: 'loaded', model, base: undefined };
  const base = await readBase(specs, model.routing.base, context.cwd, model.routing.baseAt);
  switch (base.kind) {
    case 'could-not-run':
      return { kind: 'unreadable', failures: [base] };
    case 'refused':
      sink.report(base.problem);
      return { kind: 'loaded', model, base: undefined };
    case 'read':
      return withBase(model, decodeBase(base.file, sink), sink);
  }
}

function withBase(model: Model, base: Source | undefined, sink: Sink): Loaded {
  return { kind: 'loaded', model: inheritGroupWait(model, base, sink), base };
}

/** The output folder may lie inside the specs folder: what was generated there is no spec. */
function isNoOutput({ text }: Source): boolean {
  return !HEADER.isOurs(text) || /^apiVersion:/m.test(text);
}

function decode(file: SpecFile, sink: Sink): Source | undefined {
  if (file.bytes !== undefined) return decodeSource(file.path, file.bytes, sink);
  sink.report(tooLarge(file.path, file.tooLarge));
  return undefined;
}

/** The base file is kept byte for byte, a byte order mark included. */
function decodeBase(file: SpecFile, sink: Sink): Source | undefined {
  const source = decode(file, sink);
  const hasMark = file.bytes?.[0] === 0xef && file.bytes[1] === 0xbb && file.bytes[2] === 0xbf;
  return source !== undefined && hasMark ? { ...source, text: `\ufeff${source.text}` } : source;
}

/** A path as it is shown: relative to the folder of the command, with `/`. */
export function shown(context: Context, path: string): string {
  return relative(context.cwd, resolve(context.cwd, path)).split(sep).join('/') || '.';
}
