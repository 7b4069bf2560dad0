import { resolve } from 'node:path';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { couldNotRun, systemFailure, type CouldNotRun } from '../io/edge.ts';
import { readRegularFile } from '../io/read-file.ts';
import { readSpecs, SPEC_LIMIT_BYTES } from '../io/read-specs.ts';
import type { Model } from '../model/model.ts';
import { noRuleFile, unloadable } from '../proof/loadable.ts';
import type { PlacedText } from '../proof/kinds.ts';
import { RulePlaces } from '../proof/places.ts';
import { readRules, type RulesRead } from '../proof/read-rules.ts';
import { ALL_SITES, type GivenRules } from '../proof/ground.ts';
import { rulePlaces } from '../rules/plan.ts';
import type { RuleFile } from '../rules/rule.ts';
import { decodeSource, tooLarge } from '../source/decode.ts';
import type { Context } from './context.ts';
import { shown } from './load.ts';

/** Rule files as texts, and what was read of them. */
export interface RulesGiven extends RulesRead {
  readonly kind: 'given';
  readonly sources: ReadonlyMap<string, Source>;
}

/**
 * Reads rule files, or all of a folder. Those whose path ends in one that the specs make are known to be loaded where
 * the specs say; any other is taken to be loaded by the Prometheus of every site. What Prometheus would not load is reported.
 */
export async function givenRules(context: Context, paths: readonly string[], model: Model, sink: Sink): Promise<RulesGiven | { readonly kind: 'unreadable'; readonly failures: readonly CouldNotRun[] }> {
  const planned = plannedPlaces(model);
  const texts: PlacedText[] = [];
  const sources = new Map<string, Source>();
  const meant = new Set<string>();
  const failures: CouldNotRun[] = [];
  const take = (path: string, bytes: Uint8Array): void => {
    const source = decodeSource(path, bytes, sink);
    if (source === undefined) return;
    sources.set(path, source);
    const place = endingsOf(path).map((ending) => planned.get(ending)).find((one) => one !== undefined);
    texts.push({ path, text: source.text, ...(place ?? placed(undefined, model)) });
    if (paths.includes(path) || place !== undefined) meant.add(path);
  };
  for (const path of paths) {
    const name = shown(context, path);
    try {
      const read = await readRegularFile(resolve(context.cwd, path), SPEC_LIMIT_BYTES);
      if (read.kind === 'read') take(name, read.bytes);
      else if (read.kind === 'too-large') sink.report(tooLarge(name, read.size));
      else await takeFolder(path);
    } catch (error) {
      const failure = systemFailure(error, `read ${name}`, name);
      failures.push(couldNotRun(failure.message, `run \`tocsin generate\` first, or name rule files with --rules; ${failure.help}`));
    }
  }
  if (failures.length > 0) return { kind: 'unreadable', failures };
  const { rules, kinds } = readRules(model, texts, ({ path, text }) => {
    const source = sources.get(path);
    // A folder may hold other files; one that is named, or is of the plan, or has groups, is meant to be loaded.
    if (source !== undefined && (meant.has(path) || /^groups:/m.test(text))) sink.report(noRuleFile(source));
    sources.delete(path);
  });
  if (rules.length === 0 && !sink.hasErrors) return { kind: 'unreadable', failures: [couldNotRun(`there is no rule file in ${paths.map((path) => shown(context, path)).join(', ')}`, 'run `tocsin generate` first, or name rule files with --rules')] };
  for (const one of unloadable(rules, kinds, model.settings, new RulePlaces(sources))) sink.report(one);
  return { kind: 'given', rules, kinds, sources };

  async function takeFolder(path: string): Promise<void> {
    const folder = await readSpecs(path, context.cwd);
    for (const one of folder.problems) sink.report(one);
    failures.push(...folder.failures);
    for (const file of folder.files) {
      if (file.bytes === undefined) sink.report(tooLarge(file.path, file.tooLarge));
      else take(file.path, file.bytes);
    }
  }
}

/** A path, and what is left of it without its first folder, without the second, and so on. */
function endingsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(at).join('/'));
}

/** Where the rule files that the specs make are loaded, by their paths below the output folder. */
export function plannedPlaces(model: Model): ReadonlyMap<string, Pick<GivenRules, 'owner' | 'where'>> {
  return new Map([...rulePlaces(model)].map((file) => [file.path, placed(file, model)]));
}

/** Where a file of the plan is loaded, and whose rules it holds. */
export function placed(file: Pick<RuleFile, 'instance' | 'sites' | 'forRuler'> | undefined, { settings }: Model): Pick<GivenRules, 'owner' | 'where'> {
  if (file === undefined) return { owner: undefined, where: undefined };
  if (file.forRuler === true || settings.scope === 'global') return { owner: file.instance, where: ALL_SITES };
  return { owner: file.instance, where: file.sites[0] };
}

