import { resolve } from 'node:path';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { errnoOf, systemFailure, type CouldNotRun } from '../io/edge.ts';
import { readRegularFile } from '../io/read-file.ts';
import { readSpecs, SPEC_LIMIT_BYTES } from '../io/read-specs.ts';
import { decodeSource, tooLarge } from '../source/decode.ts';
import type { Context } from './context.ts';
import { shown } from './load.ts';

/** Where drills are looked for. */
export const DRILLS_FOLDER = 'drills';

/** Texts of drill files, or why there are none. */
export type DrillSources = { readonly kind: 'read'; readonly sources: readonly Source[] } | { readonly kind: 'unreadable'; readonly failures: readonly CouldNotRun[] };

/** Reads files and folders of drills; problems of their texts go to the sink. Where none is named the usual folder need not be there. */
export async function drillSources(context: Context, paths: readonly string[], sink: Sink): Promise<DrillSources> {
  const sources = new Map<string, Source>();
  const failures: CouldNotRun[] = [];
  const take = (path: string, bytes: Uint8Array): void => {
    const source = decodeSource(path, bytes, sink);
    if (source !== undefined) sources.set(path, source);
  };
  for (const path of paths.length === 0 ? [DRILLS_FOLDER] : paths) {
    const name = shown(context, path);
    try {
      const read = await readRegularFile(resolve(context.cwd, path), SPEC_LIMIT_BYTES);
      if (read.kind === 'read') take(name, read.bytes);
      else if (read.kind === 'too-large') sink.report(tooLarge(name, read.size));
      else await readFolder(path);
    } catch (error) {
      if (paths.length > 0 || errnoOf(error) !== 'ENOENT') failures.push(systemFailure(error, `read ${name}`, name));
    }
  }
  if (failures.length > 0) return { kind: 'unreadable', failures };
  return { kind: 'read', sources: [...sources.values()] };

  async function readFolder(path: string): Promise<void> {
    const folder = await readSpecs(path, context.cwd);
    for (const one of folder.problems) sink.report(one);
    failures.push(...folder.failures);
    for (const file of folder.files) {
      if (file.bytes === undefined) sink.report(tooLarge(file.path, file.tooLarge));
      else take(file.path, file.bytes);
    }
    if (folder.files.length === 0 && folder.failures.length === 0) sink.report(problem('TOC801', `there is no drill in ${shown(context, path)}`, { help: 'name a folder that holds .yaml files of drills' }));
  }
}
