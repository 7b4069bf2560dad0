import type { Draw } from '../alertmanager/random-base.ts';

/** Names and values that are easily taken for others: prefixes, cases, spaces, signs of regular expressions, other scripts. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  team: ['sre', 'sre-x', 'Sre', 'data', 'web'],
  severity: ['page', 'task', 'pages', 'warning'],
  service: ['a', 'a.b', 'axb', 'a b', 'ä', 'a"b', 'a\\b', 'a,b', "it's"],
  site: ['x', 'y', '{x}', 'x\ny', ' x'],
  empty: ['x'],
};
const NAMES = Object.keys(VALUES);
const PATTERNS = ['.+', '.*', '', 'a|', 'sre|data', 'a.b', 'a\\.b', '(?i)SRE', '[a-m].*', '[^a]+', '\\w+', 'p.*e', 'x\\ny', '^sre$', 'sre.?x?', '(page|task)s?', '.*[\\p{L}].*'];

/** A random tree of routes, as Alertmanager's file has it, below a route that takes only the alerts of one case. */
export function randomTree(draw: Draw, receivers: readonly string[]): object {
  return { ...(draw.chance(0.7) ? { receiver: draw.of(receivers) } : {}), routes: children(draw, receivers, 0) };
}

function children(draw: Draw, receivers: readonly string[], depth: number): readonly object[] {
  return Array.from({ length: 1 + draw.below(6 - depth) }, () => ({
    ...(draw.chance(0.75) ? { receiver: draw.of(receivers) } : {}),
    ...(draw.chance(0.75) ? { matchers: some(draw, 2, () => matcherText(draw)) } : {}),
    ...(draw.chance(0.15) ? { match: { [draw.of(NAMES)]: draw.of(['sre', 'page', 'a', 'x', '']) } } : {}),
    ...(draw.chance(0.15) ? { match_re: { [draw.of(NAMES)]: draw.of(PATTERNS) } } : {}),
    ...(draw.chance(0.5) ? { continue: true } : {}),
    ...(depth < 3 && draw.chance(0.5) ? { routes: children(draw, receivers, depth + 1) } : {}),
  }));
}

/** A matcher as people write it: quoted or not, several in one text with braces. */
function matcherText(draw: Draw): string {
  const texts = some(draw, 2, () => {
    const name = draw.of(NAMES);
    const op = draw.of(['=', '=', '!=', '=~', '!~']);
    const value = op.endsWith('~') ? draw.of(PATTERNS) : draw.of([...(VALUES[name] ?? []), '']);
    return draw.chance(0.3) && /^[\w-]+$/.test(value) ? `${name} ${op} ${value}` : `${name}${op}${JSON.stringify(value)}`;
  });
  const joined = texts.join(', ');
  return draw.chance(0.3) ? `{${joined}}` : joined;
}

/** Some rules of inhibition that concern only the alerts of one case. */
export function randomInhibition(draw: Draw, of: string): object {
  return {
    source_matchers: [of, ...some(draw, 2, () => matcherText(draw))],
    target_matchers: [of, ...some(draw, 1, () => matcherText(draw))],
    equal: NAMES.filter(() => draw.chance(0.35)),
  };
}

/** Random labels, some of them missing. */
export function randomLabels(draw: Draw): Record<string, string> {
  return Object.fromEntries(NAMES.filter(() => draw.chance(0.75)).map((name) => [name, draw.of(VALUES[name] ?? [''])]));
}

function some<T>(draw: Draw, most: number, make: () => T): readonly T[] {
  return Array.from({ length: 1 + draw.below(most) }, make);
}
