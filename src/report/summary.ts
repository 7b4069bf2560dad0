import type { Instance, Model } from '../model/model.ts';
import type { RuleFileFacts } from '../rules/cost.ts';

/** How to print. */
export interface SummaryOptions {
  readonly color: boolean;
  readonly width: number;
  /** Whether what waits for a metric is told below the table; the matrix of coverage tells it too. */
  readonly needs: boolean;
}

/** A table of what was made: objectives, alerts, receivers and cost for every instance and site. */
export function renderSummary(model: Model, files: readonly RuleFileFacts[], options: SummaryOptions): string {
  const instances = new Map(model.instances.map((one) => [one.name, one]));
  const rows = files.flatMap((file) => (file.forRuler === true ? [row(model, instances.get(file.instance), file, 'global')] : file.sites.map((site) => row(model, instances.get(file.instance), file, site))));
  const head = ['instance', 'site', 'objectives', 'alerts', 'page to', 'ticket to', 'rules', 'series', 'samples/h', '+ per raw series'];
  const table = [head, ...rows];
  const widths = head.map((_, column) => table.reduce((widest, cells) => Math.max(widest, cells[column]?.length ?? 0), 0));
  const numeric = new Set([6, 7, 8, 9]);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${table.map(line).join('\n')}\n${options.needs ? needs(model) : ''}`;
}

/** What no rule can be made for: it must never be read as covered, so it stands under every summary. */
function needs(model: Model): string {
  const lines = model.instances.flatMap((instance) =>
    instance.uninstrumented.map(({ objective, metrics }) => {
      const seenBy = instance.witnesses.length === 0 ? 'nobody else sees it' : `partly seen by ${instance.witnesses.map((one) => one.instance).join(', ')}`;
      return `  ${instance.name}: ${objective} needs ${metrics.map(({ name }) => name).join(', ')}; ${seenBy}`;
    }),
  );
  return lines.length === 0 ? '' : `\nNot covered until a metric is exported:\n${lines.join('\n')}\n\n`;
}

function row(model: Model, instance: Instance | undefined, file: RuleFileFacts, site: string): readonly string[] {
  const { cost } = file;
  const owner = instance ?? (model.watcher?.name === file.instance ? model.watcher : undefined);
  const receivers = model.routing?.teams.find(({ team }) => team === owner?.team)?.receivers ?? model.routing?.fallback.receivers;
  const sites = file.forRuler === true ? 1 : file.sites.length;
  return [
    file.instance,
    site,
    instance?.objectives.map(({ name }) => name).join(', ') ?? 'the rules',
    String(file.alerts),
    receivers?.page ?? 'no routing',
    receivers?.ticket ?? 'no routing',
    String(cost.rules),
    String(cost.recordedSeries / sites),
    thousands(Math.round(cost.recordedSamplesPerHour / sites)),
    thousands(cost.samplesPerHourAndRawSeries),
  ];
}

/** `1,041,600`, in every locale. */
function thousands(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
