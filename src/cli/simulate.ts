import { Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { formatDuration, parseDuration } from '../model/duration.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import type { Instance, Model, Objective, Settings } from '../model/model.ts';
import { renderSimulation, simulationData, type Answered, type Asked } from '../report/simulation.ts';
import { renderDiagnostics } from '../report/text.ts';
import { outage } from '../simulate/outage.ts';
import type { Promised } from '../simulate/simulate.ts';
import { CLEAN, FINDINGS, useColor, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { tellFailures } from './failures.ts';
import { loadSpecs } from './load.ts';

/** Flags of `simulate`, as they were typed. */
export interface SimulateOptions {
  readonly specs: string;
  readonly instance: string;
  readonly objective?: string;
  readonly site?: string;
  readonly errorRatio: string;
  readonly for: string;
  readonly rate: string;
  readonly before?: string;
  readonly format: 'text' | 'json';
  readonly color: ColorChoice;
}

/** Says when the alerts of an instance would fire and resolve in an outage, from the specs alone. */
export async function simulateOutage(context: Context, options: SimulateOptions): Promise<ExitStatus> {
  const numbers = readNumbers(options);
  if ('kind' in numbers) return tellFailures(context, [numbers]);
  const sink = new Sink();
  const loaded = await loadSpecs(context, options.specs, sink);
  if (loaded.kind === 'unreadable') return tellFailures(context, loaded.failures);
  const { model } = loaded;
  if (model === undefined || sink.hasErrors) {
    context.stderr(`${renderDiagnostics(sink.sorted, { color: useColor(context, options.color, 'stderr'), width: context.width })}Not simulated: the specs have problems.\n`);
    return FINDINGS;
  }
  const chosen = choose(model, options);
  if ('kind' in chosen) return tellFailures(context, [chosen]);
  const asked: Asked = { ...numbers, instance: chosen.instance.name, sites: chosen.sites };
  const answers = chosen.objectives.map((objective) => answer(objective, model.settings, asked));
  context.stdout(
    options.format === 'json'
      ? `${JSON.stringify({ tool: { name: 'tocsin', version: context.version }, format: 1, ...simulationData(asked, answers, model.settings) }, undefined, 2)}\n`
      : renderSimulation(asked, answers, { color: useColor(context, options.color, 'stdout'), width: context.width }),
  );
  return CLEAN;
}

function answer(objective: Objective, settings: Settings, asked: Asked): Answered {
  const promised: Promised = { rows: objective.rows, target: objective.target, period: objective.period, counting: isTimeWeighted(objective.measure) ? 'time' : 'events' };
  return {
    objective: objective.name,
    promised,
    period: objective.period.kind === 'rolling' ? formatDuration(objective.period.ms) : `a ${objective.period.kind}`,
    told: outage(promised, settings, asked),
    notes: notesOn(objective),
  };
}

/** What the model knows nothing of. */
function notesOn({ measure, per }: Objective): readonly string[] {
  const windows = measure.kind !== 'events' ? [] : Object.values(measure.events).flatMap((part) => (typeof part !== 'string' && part.kind === 'query' ? [part.windowMs] : []));
  const queryMs = Math.max(0, ...windows);
  return [
    ...(queryMs === 0 ? [] : [`its queries look back ${formatDuration(queryMs)}, so all may come that much later`]),
    ...(isTimeWeighted(measure) ? ['it counts time: the rate does not matter'] : []),
    ...(per === undefined ? [] : [`each ${per} is judged for itself: the outage and the rate are of one`]),
  ];
}

interface Numbers {
  readonly errorRatio: number;
  readonly forMs: number;
  readonly rate: number;
  readonly rateText: string;
  readonly beforeMs: number | undefined;
}

function readNumbers(options: SimulateOptions): Numbers | CouldNotRun {
  const errorRatio = /^\d+(\.\d+)?%$/.test(options.errorRatio) ? Number(options.errorRatio.slice(0, -1)) / 100 : NaN;
  if (!(errorRatio > 0 && errorRatio <= 1)) return couldNotRun(`--error-ratio ${options.errorRatio}: expected a percentage above 0% and up to 100%`, 'write it with its sign, such as 2%');
  const forMs = durationOf(options.for);
  if (forMs === undefined) return notADuration('--for', options.for, '30m');
  const beforeMs = options.before === undefined ? undefined : durationOf(options.before);
  if (options.before !== undefined && beforeMs === undefined) return notADuration('--before', options.before, '3d');
  const [, count = '', unit = ''] = /^(\d+(?:\.\d+)?)\/([smhd])$/.exec(options.rate) ?? [];
  const rate = Number(count) / (UNITS[unit] ?? NaN);
  if (!(rate > 0)) return couldNotRun(`--rate ${options.rate}: expected events in a time`, 'write it such as 100/s, 30/m, 10/h or 5/d');
  return { errorRatio, forMs, rate, rateText: options.rate, beforeMs };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** More would take too long to simulate, and no window is as long. */
const LONGEST_MS = parseDuration('100d');

function durationOf(text: string): number | undefined {
  if (!/^(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/.test(text) || text === '') return undefined;
  const ms = parseDuration(text);
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}

function notADuration(flag: string, text: string, example: string): CouldNotRun {
  return couldNotRun(`${flag} ${text}: expected a duration up to 100d`, `write it with its units, largest first, such as ${example} or 1h30m`);
}

interface Chosen {
  readonly instance: Instance;
  readonly objectives: readonly Objective[];
  readonly sites: readonly string[];
}

function choose({ instances }: Model, options: SimulateOptions): Chosen | CouldNotRun {
  const instance = instances.find(({ name }) => name === options.instance);
  if (instance === undefined) return unknown('--instance', options.instance, instances.map(({ name }) => name));
  const waits = instance.uninstrumented.find(({ objective }) => objective === options.objective);
  if (waits !== undefined) return couldNotRun(`--objective ${waits.objective}: no rule is made for it yet`, `export ${waits.metrics.map(({ name }) => name).join(', ')} first`);
  const objectives = instance.objectives.filter(({ name }) => options.objective === undefined || name === options.objective);
  if (options.objective !== undefined && objectives.length === 0) return unknown('--objective', options.objective, instance.objectives.map(({ name }) => name));
  if (objectives.length === 0) return couldNotRun(`${instance.name} has no objective that rules are made for`, 'export the metrics that `tocsin generate` lists under “Not covered”');
  const sites = instance.sites.filter((site) => options.site === undefined || site === options.site);
  if (options.site !== undefined && sites.length === 0) return unknown('--site', options.site, instance.sites);
  return { instance, objectives, sites };
}

function unknown(flag: string, name: string, known: readonly string[]): CouldNotRun {
  const near = nearName(name, known);
  return couldNotRun(`${flag} ${name}: there is none of this name${near === undefined ? '' : `; did you mean \`${near}\`?`}`, `name one of: ${known.slice(0, 12).join(', ')}`);
}
