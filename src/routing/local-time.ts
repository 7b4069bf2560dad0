/** A moment as the clocks of a zone show it. */
export interface LocalTime {
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minute: number;
  readonly daysInMonth: number;
}

const MINUTE = 60_000;
/** Offsets change at whole quarters of an hour. */
const QUARTER = 15 * MINUTE;

/** What the clocks of a zone show at a moment, in milliseconds since 1970. */
export function localTime(zone: string, at: number): LocalTime {
  const date = new Date(at + offsetOf(zone, at));
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return {
    year,
    month,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/** How far a zone's clocks are ahead of UTC, in milliseconds. */
function offsetOf(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  const quarter = Math.floor(at / QUARTER);
  const before = known.get(quarter);
  if (before !== undefined) return before;
  const offset = shown(zone, quarter * QUARTER) - quarter * QUARTER;
  known.set(quarter, offset);
  return offset;
}

function shown(zone: string, at: number): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  formats.set(zone, format);
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}
