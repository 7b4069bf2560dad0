import type { Matcher, MatchOp } from './config.ts';

/** A text that Alertmanager does not take as matchers, in its own words. */
export interface BadMatcher {
  readonly reason: string;
}

// Go's \s, which is narrower than JavaScript's.
const SPACE = '[\\t\\n\\f\\r ]';
// Go's TrimSpace, which differs from JavaScript's in U+0085 and U+FEFF.
const OUTER_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;
const FORM = new RegExp(`^${SPACE}*([a-zA-Z_:][a-zA-Z0-9_:]*)${SPACE}*(=~|=|!=|!~)${SPACE}*([\\s\\S]*?)${SPACE}*$`);

/**
 * Reads matchers as Alertmanager 0.25 does: braces around them and quotes around values may be missing,
 * and commas separate them where no quotes are open.
 */
export function parseMatchers(text: string): readonly Matcher[] | BadMatcher {
  const matchers: Matcher[] = [];
  for (const token of split(text.replace(/^\{/, '').replace(/\}$/, ''))) {
    const matcher = parseMatcher(token);
    if ('reason' in matcher) return matcher;
    matchers.push(matcher);
  }
  return matchers;
}

function split(text: string): readonly string[] {
  const tokens: string[] = [];
  let token = '';
  let insideQuotes = false;
  let escaped = false;
  for (const character of text) {
    if (character === ',' && !insideQuotes) {
      tokens.push(token);
      token = '';
      continue;
    }
    if (character === '"') {
      if (!escaped) insideQuotes = !insideQuotes;
      escaped = false;
    } else if (character === '\\') escaped = !escaped;
    // A comma between quotes leaves `escaped` as it is, in Alertmanager too.
    else if (character !== ',') escaped = false;
    token += character;
  }
  const last = token.replaceAll(OUTER_SPACE, '');
  return last === '' ? tokens : [...tokens, last];
}

function parseMatcher(text: string): Matcher | BadMatcher {
  const [, label, op, raw] = FORM.exec(text) ?? [];
  if (label === undefined || raw === undefined || !isOp(op)) return { reason: `bad matcher format: ${text}` };
  const value = unescape(raw);
  return value === undefined ? { reason: `matcher value contains unescaped double quote: ${raw}` } : { label, op, value };
}

function isOp(text: string | undefined): text is MatchOp {
  return text === '=' || text === '!=' || text === '=~' || text === '!~';
}

/** The value without quotes and escapes; nothing where a quote is out of place. */
function unescape(raw: string): string | undefined {
  let closingQuoteDue = raw.startsWith('"');
  const text = closingQuoteDue ? raw.slice(1) : raw;
  let value = '';
  let escaped = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const isLast = at === text.length - 1;
    if (escaped) {
      escaped = false;
      value += character === 'n' ? '\n' : character === '"' || character === '\\' ? character : `\\${character}`;
    } else if (character === '\\' && !isLast) escaped = true;
    else if (character === '"') {
      if (!closingQuoteDue || !isLast) return undefined;
      closingQuoteDue = false;
    } else value += character;
  }
  return closingQuoteDue ? undefined : value;
}
