import { resolve } from 'node:path';
import type { LoadedRules } from '../coverage/alerts.ts';
import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import { readAlertmanagerFile } from '../alertmanager/base.ts';
import { checkRoutes } from '../alertmanager/checks.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { readRuleFile } from '../drift/rule-file.ts';
import { couldNotRun, systemFailure, type CouldNotRun } from '../io/edge.ts';
import { readRegularFile } from '../io/read-file.ts';
import { readSpecs, SPEC_LIMIT_BYTES } from '../io/read-specs.ts';
import type { Model } from '../model/model.ts';
import { checkIntervals } from '../routing/interval-problems.ts';
import { planRules } from '../rules/plan.ts';
import { decodeSource, tooLarge } from '../source/decode.ts';
import type { Context } from './context.ts';
import { shown } from './load.ts';

/** Reads the rule files of a folder as texts; those that the specs make are known to be loaded on their site. */
export async function loadedRules(context: Context, folder: string, model: Model, sink: Sink): Promise<readonly LoadedRules[] | readonly CouldNotRun[]> {
  const read = await readSpecs(folder, context.cwd);
  if (read.failures.length > 0) return read.failures;
  for (const one of read.problems) sink.report(one);
  const sites = sitesOf(model);
  const prefix = `${shown(context, folder)}/`;
  return read.files.flatMap((file): readonly LoadedRules[] => {
    const source = file.bytes === undefined ? undefined : decodeSource(file.path, file.bytes, sink);
    const groups = source === undefined ? undefined : readRuleFile(source.text);
    if (groups === undefined) return [];
    const path = file.path.startsWith(prefix) ? file.path.slice(prefix.length) : file.path;
    const site = sites.get(path);
    return [{ path: file.path, groups, external: site === undefined ? {} : { [model.settings.labels.site]: site } }];
  });
}

/** The site of each file that is of one site. */
function sitesOf(model: Model): ReadonlyMap<string, string> {
  if (model.settings.scope === 'global') return new Map();
  // What is wrong with the plan is told by `generate`.
  return new Map(planRules(model, new Sink()).flatMap(({ path, sites }) => (sites.length === 1 && sites[0] !== undefined ? [[path, sites[0]] as const] : [])));
}

/** Reads an Alertmanager configuration; problems of its text go to the sink, which then has no configuration. */
export async function loadedRoutes(context: Context, file: string, sink: Sink): Promise<{ readonly source: Source; readonly config: AlertmanagerConfig | undefined } | CouldNotRun> {
  const name = shown(context, file);
  try {
    const read = await readRegularFile(resolve(context.cwd, file), SPEC_LIMIT_BYTES);
    if (read.kind === 'not-a-file') return couldNotRun(`${name} is not a file`, 'name an Alertmanager configuration with --alertmanager');
    if (read.kind === 'too-large') {
      sink.report(tooLarge(name, read.size));
      return { source: { path: name, text: '' }, config: undefined };
    }
    const source = decodeSource(name, read.bytes, sink);
    if (source === undefined) return { source: { path: name, text: '' }, config: undefined };
    const config = readAlertmanagerFile(source, sink);
    if (config === undefined) return { source, config };
    // Alertmanager refuses the whole file for any of these, and then nothing of it is true.
    const problems = new Sink();
    checkRoutes({ source, config }, problems);
    checkIntervals({ source, config }, problems);
    for (const one of problems.sorted) sink.report(one);
    return { source, config: problems.hasErrors ? undefined : config };
  } catch (error) {
    const failure = systemFailure(error, `read ${name}`, name);
    return couldNotRun(failure.message, `run \`tocsin generate\` first, or name a configuration with --alertmanager; ${failure.help}`);
  }
}
