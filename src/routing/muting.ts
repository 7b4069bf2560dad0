import { localTime, type LocalTime } from './local-time.ts';
import type { Span, Spell } from './time-interval.ts';

/** When a route tells nobody: in any of its mute intervals, and outside of all of its active ones where it has some. */
export interface Hours {
  readonly mute: readonly (readonly Spell[])[];
  readonly active: readonly (readonly Spell[])[];
}

/** Time during which nobody is told, in milliseconds since 1970, without its end. */
export interface MutedTime {
  readonly from: number;
  readonly until: number;
}

const MINUTE = 60_000;

/** Whether a route with these hours tells nobody at a moment (Alertmanager: notify/notify.go, TimeMuteStage and TimeActiveStage). */
export function isMutedAt({ mute, active }: Hours, at: number): boolean {
  const holds = (spells: readonly Spell[]): boolean => spells.some((spell) => contains(spell, at));
  return mute.some(holds) || (active.length > 0 && !active.some(holds));
}

/** The stretches in which nobody is told, looked for minute by minute; those that touch the ends are cut there. */
export function mutedTimes(hours: Hours, from: number, until: number): readonly MutedTime[] {
  if (hours.mute.length === 0 && hours.active.length === 0) return [];
  const found: MutedTime[] = [];
  let since: number | undefined;
  for (let at = Math.floor(from / MINUTE) * MINUTE; at < until; at += MINUTE) {
    if (isMutedAt(hours, at)) since ??= at;
    else if (since !== undefined) {
      found.push({ from: since, until: at });
      since = undefined;
    }
  }
  return since === undefined ? found : [...found, { from: since, until }];
}

/** Whether a moment is in a spell (Alertmanager: timeinterval/timeinterval.go, ContainsTime). */
function contains(spell: Spell, at: number): boolean {
  const time = localTime(spell.zone, at);
  return (
    within(spell.times, (span) => time.minute >= span.first && time.minute < span.last) &&
    within(spell.daysOfMonth, (span) => containsDay(span, time)) &&
    within(spell.months, (span) => time.month >= span.first && time.month <= span.last) &&
    within(spell.weekdays, (span) => time.weekday >= span.first && time.weekday <= span.last) &&
    within(spell.years, (span) => time.year >= span.first && time.year <= span.last)
  );
}

/** A list that is not there excludes nothing; an empty one holds nothing. */
function within(spans: readonly Span[] | undefined, holds: (span: Span) => boolean): boolean {
  return spans === undefined || spans.some(holds);
}

/** Days beyond the month's end are cut to it; a span that begins beyond it is empty. */
function containsDay({ first, last }: Span, { day, daysInMonth }: LocalTime): boolean {
  const of = (one: number): number => (one < 0 ? daysInMonth + one + 1 : one);
  if (of(first) > daysInMonth) return false;
  const clamp = (one: number): number => Math.min(Math.max(one, -daysInMonth), daysInMonth);
  return day >= clamp(of(first)) && day <= clamp(of(last));
}
