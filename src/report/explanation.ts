import type { Burn, BurnRowNumbers, Explanation, Span } from '../explain/explanation.ts';
import { formatDuration, SECOND } from '../model/duration.ts';
import { painter, type Paint } from './ansi.ts';

export interface ExplanationOptions {
  readonly color: boolean;
  readonly width: number;
}

const WIDEST = 110;
const SHOWN_SOURCES = 4;

/** An alert in plain words, for a person who was woken by it. */
export function renderExplanation(one: Explanation, { color, width }: ExplanationOptions): string {
  const paint = painter(color);
  const columns = Math.min(WIDEST, width);
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['What it means', [...wrapped(one.means, columns), ...patienceLines(one), ...promiseLines(one, columns)]],
    ['When it fires', one.burn === undefined ? [] : burnLines(one.burn)],
    ['What to look at first', one.checks.flatMap((text, index) => hung(`${index + 1}. `, text, columns))],
    ['Beware', one.caveats.flatMap(({ metric, kind, text }) => hung('', `${metric}${kind === 'blind' ? ' lies' : ''}: ${text}`, columns))],
    ['Who sees it too', one.witnesses.flatMap(({ instance, sees }) => hung('', `${instance}: ${sees}`, columns))],
    ['Who is told', toldLines(one)],
    ['Where to read on', linkLines(one)],
    ['Make it happen, in synthetic series', one.drills],
    ['The rule', one.rules.map(({ path, where }) => `${path}, for ${where}`)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `\n${paint('place', title)}\n${lines.map((line) => `  ${line}\n`).join('')}`);
  return `${headLine(one, paint)}${shown.join('')}`;
}

/** The same as data: times are seconds, shares are shares of one. */
export function explanationData({ patienceMs, burn, level, about, told, ...others }: Explanation): object {
  return {
    ...others,
    level: level ?? null,
    about: { ...about, role: about.role ?? null, description: about.description ?? null, objective: about.objective ?? null },
    patienceSeconds: patienceMs === undefined ? null : patienceMs / SECOND,
    told: told ?? null,
    burn:
      burn === undefined
        ? null
        : {
            counting: burn.counting,
            eventsPerSecond: burn.rate,
            rows: burn.rows.map(({ longMs, shortMs, badEvents, minimumBad, ...numbers }) => ({ long: formatDuration(longMs), short: formatDuration(shortMs), ...numbers, badEvents: badEvents ?? null, minimumBad: minimumBad ?? null })),
            detection: burn.detection.map(({ errorRatio, fires }) => ({ errorRatio, fires: typeof fires === 'string' ? fires : { soonest: Math.round(fires.soonestMs / SECOND), latest: Math.round(fires.latestMs / SECOND) } })),
          },
  };
}

function headLine({ alert, level, hazard, about }: Explanation, paint: Paint): string {
  const { role, className, team, sites } = about;
  const word = level === undefined ? 'told to nobody' : level;
  return `${paint(level === 'page' ? 'error' : 'place', alert)}\n  ${word}, ${hazard}; ${about.name}${role === undefined ? '' : ` (${role}, class ${className})`} in ${sites.join(', ')}; of ${team}\n`;
}

function patienceLines({ patienceMs }: Explanation): readonly string[] {
  return patienceMs === undefined || patienceMs === 0 ? [] : [`It fires once that has held for ${formatDuration(patienceMs)}.`];
}

function promiseLines({ about }: Explanation, columns: number): readonly string[] {
  const { description, objective } = about;
  return [
    ...(description === undefined ? [] : wrapped(`${about.name}: ${description}`, columns)),
    ...(objective === undefined ? [] : wrapped(`${objective.name}: ${objective.target} over ${objective.period}.${objective.description === undefined ? '' : ` ${objective.description}`}`, columns)),
  ];
}

function burnLines({ counting, rate, rows, detection }: Burn): readonly string[] {
  return [
    ...rows.map((row) => rowLine(row, counting, rate)),
    ...(detection.length === 0 ? [] : ['Had a failure begun and gone on, it would fire']),
    ...detection.map(({ errorRatio, fires }) => `  ${`at ${percent(errorRatio)} failing`.padEnd(16)}${firesText(fires)}`),
  ];
}

function rowLine({ longMs, shortMs, burnRate, threshold, badEvents, minimumBad, budgetShare }: BurnRowNumbers, counting: Burn['counting'], rate: number): string {
  const events = badEvents === undefined ? '' : ` (${badEvents} of ${Math.round((rate * longMs) / SECOND)} at ${rate} a second)`;
  const fewest = minimumBad === undefined ? '' : `, at least ${minimumBad} bad ones`;
  return `${formatDuration(longMs)} and ${formatDuration(shortMs)} above ${percent(threshold)} of ${counting}${events}${fewest}: ${Number(burnRate.toPrecision(3))} times too fast, ${percent(budgetShare)} of the budget gone`;
}

function firesText(fires: Span | 'never' | 'unknown'): string {
  switch (fires) {
    case 'never':
      return 'never';
    case 'unknown':
      return 'at a time that depends on single events';
    default:
      return `after ${seconds(fires.soonestMs)} to ${seconds(fires.latestMs)}`;
  }
}

function toldLines({ told }: Explanation): readonly string[] {
  if (told === undefined) return [];
  return told.map(({ path, receivers, silencedBy }) => {
    const silent = silencedBy.length === 0 ? '' : `; silent while ${silencedBy.slice(0, SHOWN_SOURCES).join(' or ')}${silencedBy.length > SHOWN_SOURCES ? ` or one of ${silencedBy.length - SHOWN_SOURCES} others` : ''} fires`;
    return `${receivers.join(', ') || 'nobody'}${silent} (${path})`;
  });
}

function linkLines({ rules }: Explanation): readonly string[] {
  return ['runbook', 'dashboard'].flatMap((key) => [...new Set(rules.flatMap(({ annotations }) => annotations[key] ?? []))].map((link) => `${key.padEnd(11)}${link}`));
}

/** Text in lines of a width, two columns in. */
function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns - 2) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Wrapped text behind a mark, its other lines under its first. */
function hung(mark: string, text: string, columns: number): readonly string[] {
  const indent = mark === '' ? '  ' : ' '.repeat(mark.length);
  return wrapped(text, columns - indent.length).map((line, index) => `${index === 0 ? mark : indent}${line}`);
}

function seconds(ms: number): string {
  return formatDuration(Math.round(ms / SECOND) * SECOND);
}

/** Three digits. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
