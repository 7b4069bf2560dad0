import { readAlertmanagerFile } from '../alertmanager/base.ts';
import { ALERTMANAGER_FILE, makeOutput, type Output } from '../compile/back.ts';
import { expectedAlerts, type ExpectedAlert } from '../coverage/alerts.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { readRuleFile } from '../drift/rule-file.ts';
import { explainAlert } from '../explain/explain-alert.ts';
import { alertPlaces, findAlert, type FoundAlert } from '../explain/find-alert.ts';
import { whoIsTold } from '../explain/who-is-told.ts';
import { couldNotRun } from '../io/edge.ts';
import type { Model } from '../model/model.ts';
import { explanationData, renderExplanation } from '../report/explanation.ts';
import { renderDiagnostics } from '../report/text.ts';
import { eachRuleFile } from '../rules/plan.ts';
import { CLEAN, FINDINGS, useColor, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { drillsOf } from './drills-of.ts';
import { tellFailures } from './failures.ts';
import { loadSpecs } from './load.ts';

/** Flags of `explain` with the name of an alert. */
export interface ExplainAlertOptions {
  readonly specs: string;
  readonly format: 'text' | 'json';
  readonly color: ColorChoice;
}

/** Tells a person who was woken what an alert means, from the specs and what is generated from them. */
export async function explainAlertNamed(context: Context, name: string, options: ExplainAlertOptions): Promise<ExitStatus> {
  const sink = new Sink();
  const loaded = await loadSpecs(context, options.specs, sink);
  if (loaded.kind === 'unreadable') return tellFailures(context, loaded.failures);
  const { model } = loaded;
  const output = model === undefined || sink.hasErrors ? undefined : makeOutput(model, loaded.base, sink);
  if (model === undefined || output === undefined || sink.hasErrors) {
    context.stderr(`${renderDiagnostics(sink.sorted, { color: useColor(context, options.color, 'stderr'), width: context.width })}Not explained: the specs have problems.\n`);
    return FINDINGS;
  }
  const places = alertPlaces(eachRuleFile(model, new Sink()));
  const found = findAlert(model, places, name);
  if (found === undefined) {
    const near = nearName(name, places.keys());
    return tellFailures(context, [couldNotRun(`no rule makes an alert ${name}${near === undefined ? '' : `; did you mean ${near}?`}`, 'run `tocsin routes` for the alerts, or `tocsin explain` for the codes of problems')]);
  }
  const explanation = explainAlert(model, found, { told: toldOf(model, found, output), drills: await drillsOf(context, found, options.specs) });
  context.stdout(
    options.format === 'json'
      ? `${JSON.stringify({ tool: { name: 'tocsin', version: context.version }, format: 1, ...explanationData(explanation) }, undefined, 2)}\n`
      : renderExplanation(explanation, { color: useColor(context, options.color, 'stdout'), width: context.width }),
  );
  return CLEAN;
}

/** By the files as they are generated now; those on disk, or deployed, may be older. */
function toldOf({ settings }: Model, { name }: FoundAlert, output: Output): ReturnType<typeof whoIsTold> | undefined {
  const routes = output.files.find(({ path }) => path === ALERTMANAGER_FILE);
  const config = routes === undefined ? undefined : readAlertmanagerFile(routes, new Sink());
  if (config === undefined) return undefined;
  const sites = new Map(output.rules.map((file) => [file.path, file.sites]));
  const alerts = output.files.flatMap(({ path, text }): readonly ExpectedAlert[] => {
    const [site, ...others] = sites.get(path) ?? [];
    const groups = sites.has(path) ? readRuleFile(text) : undefined;
    const isOfOneSite = settings.scope === 'site' && site !== undefined && others.length === 0;
    return groups === undefined ? [] : expectedAlerts([{ path, groups, external: isOfOneSite ? { [settings.labels.site]: site } : {} }]);
  });
  return whoIsTold(name, alerts, config);
}
