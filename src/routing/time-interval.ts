/** From `first` to `last`, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** One of the spells of a named time interval. A moment is in it when it is in one span of every list that is there. */
export interface Spell {
  /** Minutes of the day; the last one is excluded, 24:00 is 1440. */
  readonly times: readonly Span[] | undefined;
  /** 0 is Sunday. */
  readonly weekdays: readonly Span[] | undefined;
  /** Negative ones count from the end of the month. */
  readonly daysOfMonth: readonly Span[] | undefined;
  readonly months: readonly Span[] | undefined;
  readonly years: readonly Span[] | undefined;
  /** Name of the time zone. */
  readonly zone: string;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const TIME = /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/;

/**
 * Reads the spells of a time interval from plain data, all scalars as texts, as Alertmanager's file has them.
 * @throws {RangeError} saying what Alertmanager does not take
 */
export function readSpells(data: unknown): readonly Spell[] {
  return list(data ?? [], 'time_intervals').map((one) => {
    const fields = mapping(one, 'time interval');
    for (const name of Object.keys(fields)) if (!['times', 'weekdays', 'days_of_month', 'months', 'years', 'location'].includes(name)) throw new RangeError(`a time interval has no field ${name}`);
    const spans = (name: string, read: (text: string) => Span): readonly Span[] | undefined => (fields[name] === undefined || fields[name] === null ? undefined : list(fields[name], name).map((text) => read(word(text, name))));
    return {
      times: fields['times'] === undefined || fields['times'] === null ? undefined : list(fields['times'], 'times').map(readTimes),
      weekdays: spans('weekdays', (text) => span(text, (name) => named(name, WEEKDAYS, 0), 'weekday')),
      daysOfMonth: spans('days_of_month', daysOfMonth),
      months: spans('months', (text) => span(text, (name) => (/^[+-]?[0-9]+$/.test(name) ? whole(name) : named(name, MONTHS, 1)), 'month')),
      years: spans('years', (text) => span(text, whole, 'year')),
      zone: zone(fields['location']),
    };
  });
}

function readTimes(data: unknown): Span {
  const fields = mapping(data, 'times');
  const minute = (name: string): number => {
    const text = word(fields[name], name);
    if (!TIME.test(text)) throw new RangeError(`${name} is a time such as 09:30, not ${text}`);
    return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  };
  const [first, last] = [minute('start_time'), minute('end_time')];
  if (first >= last) throw new RangeError('start_time is not before end_time; a night is two intervals');
  return { first, last };
}

function daysOfMonth(text: string): Span {
  const day = (one: string): number => {
    const number = whole(one);
    if (number === 0 || number < -31 || number > 31) throw new RangeError(`${one} is no day of a month`);
    return number;
  };
  const [first = '', last = first, more] = text.split(':');
  if (more !== undefined) throw new RangeError(`${text} is no range of days`);
  const days = { first: day(first), last: day(last) };
  if (days.first < 0 && days.last > 0) throw new RangeError(`${text} ends before it begins`);
  // Alertmanager compares as if the last day of every month were the 29th.
  const counted = (one: number): number => (one < 0 ? 30 + one : one);
  if (counted(days.first) > counted(days.last)) throw new RangeError(`${text} ends before it begins`);
  return days;
}

function span(text: string, read: (one: string) => number, what: string): Span {
  const [first = '', last = first, more] = text.toLowerCase().split(':');
  if (more !== undefined) throw new RangeError(`${text} is no range of ${what}s`);
  const found = { first: read(first), last: read(last) };
  if (found.first > found.last) throw new RangeError(`${text} ends before it begins`);
  return found;
}

function named(name: string, names: readonly string[], from: number): number {
  const at = names.indexOf(name);
  if (at === -1) throw new RangeError(`${name} is not one of ${names.join(', ')}`);
  return at + from;
}

function whole(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw new RangeError(`${text} is no whole number`);
  return Number(text);
}

function zone(data: unknown): string {
  if (data === undefined || data === null || data === '') return 'UTC';
  const name = word(data, 'location');
  // The zone of the machine that Alertmanager runs on is not known here.
  if (name === 'Local') throw new RangeError('the location Local is the zone of a machine nobody knows here');
  // Alertmanager looks the name up as it is written; the clocks here know it in any case.
  if (name.split('/').some((one) => !/^[A-Z]/.test(one))) throw new RangeError(`${name} is no time zone`);
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    throw new RangeError(`${name} is no time zone`);
  }
  return name;
}

function list(data: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(data)) throw new RangeError(`${name} must be a list`);
  return data;
}

function mapping(data: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new RangeError(`${name} must be a mapping`);
  return Object.fromEntries(Object.entries(data));
}

function word(data: unknown, name: string): string {
  if (typeof data !== 'string') throw new RangeError(`${name} must be a text`);
  return data;
}
