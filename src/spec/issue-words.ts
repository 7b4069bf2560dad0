import { safeParse } from 'zod/v4/core';
import type * as z from 'zod';
import { nearName } from '../diagnostics/near-name.ts';

/** What a YAML value is, in the words of YAML and not of a programming language. */
export function found(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `\`${abridged(value)}\``;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `\`${value}\`, which is a yes or no`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return 'a mapping';
}

/** The name of a schema's type in the words of YAML. */
export function typeInWords(expected: string): string {
  switch (expected) {
    case 'string': return 'a text';
    case 'number': return 'a number';
    case 'int': return 'a whole number';
    case 'boolean': return '`true` or `false`';
    case 'object':
    case 'record': return 'a mapping';
    case 'array':
    case 'tuple': return 'a list';
    case 'null': return 'nothing';
    default: return `a ${expected}`;
  }
}

/** `a`, `b` or `c`, at most a dozen of them. */
export function oneOf(values: readonly unknown[]): string {
  const words = values.slice(0, 12).map((value) => `\`${String(value)}\``);
  if (values.length > words.length) return `${words.join(', ')} and ${values.length - words.length} more`;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** The word nearest to a value; words that differ only by case are the same word. */
export function nearWord(value: unknown, words: readonly unknown[]): string | undefined {
  return typeof value === 'string' ? nearName(value, words.filter((word) => typeof word === 'string')) : undefined;
}

/** Adds what was found to what was expected, before any further explanation. */
export function withFound(message: string, value: unknown): string {
  if (/\bfound\b/.test(message)) return message;
  const end = message.startsWith('expected') && message.includes(';') ? message.indexOf(';') : message.length;
  const words = typeof value === 'object' && value !== null && !message.startsWith('expected') ? '' : `, found ${found(value)}`;
  return `${message.slice(0, end)}${words}${message.slice(end)}`;
}

/** How a number or truth value becomes the text that is needed: the commonest mistake of types in YAML. */
export function asTextHelp(schemas: readonly z.core.$ZodType[], value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const fits = (text: string): boolean => schemas.some((schema) => safeParse(schema, text).success);
  if (fits(String(value))) return `If the text \`${String(value)}\` is meant, put it in quotes.`;
  return fits(`${String(value)}%`) ? `Write \`${String(value)}%\`.` : undefined;
}

/** Whether a type of zod's is a mapping to YAML. */
export function isMappingType(expected: string): boolean {
  return expected === 'object' || expected === 'record';
}

/** What a bound or a format asks for. */
export function boundInWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small': return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${counted(issue.minimum, issue.origin)}`;
    case 'too_big': return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${counted(issue.maximum, issue.origin)}`;
    case 'not_multiple_of': return `expected a multiple of ${String(issue.divisor)}`;
    case 'invalid_format': return issue.format === 'regex' || issue.format === 'template_literal' ? 'this text has not the form that is needed here' : `expected a text of the form \`${issue.format}\``;
    default: return 'this value is not allowed';
  }
}

function counted(bound: number | bigint, origin: string): string {
  const one = origin === 'string' ? 'character' : origin === 'array' || origin === 'set' || origin === 'map' ? 'entry' : '';
  if (one === '') return String(bound);
  return `${String(bound)} ${Number(bound) === 1 ? one : one === 'entry' ? 'entries' : 'characters'}`;
}

/** Messages that zod writes by itself; all others are the language's own words. */
export function isStandardMessage(message: string): boolean {
  return /^(Invalid|Too (big|small)|Unrecognized)\b/.test(message);
}

/** A text short enough for a message. */
export function abridged(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 57)}…`;
}
