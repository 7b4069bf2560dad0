/** How a text stands in YAML: as it is, in single quotes, or as a literal block. */
export type Style = 'plain' | 'quoted' | 'block';

/** A text as YAML, and which of the styles it has. */
export interface Scalar {
  readonly style: Style;
  readonly yaml: string;
}

/** Letters and signs that no reader of YAML escapes or drops: printable ASCII, Latin letters, common dashes and quotes; no space. */
const BEYOND_ASCII = String.raw`\u00a1-\u00ac\u00ae-\u024f\u2010-\u2015\u2018-\u201f\u2026\u20ac`;
const INK = `!-~${BEYOND_ASCII}`;
/** Begins with a letter; has no colon before a space or the end, no `#` after a space, no space at the end. */
const PLAIN = new RegExp(`^[A-Za-z](?:[!-9;-~${BEYOND_ASCII}]|:(?=[${INK}])| +(?=[!"$-~${BEYOND_ASCII}]))*$`);
/** A number with a unit is no number. */
const DURATION = /^(?:[0-9]+(?:ms|[smhdwy]))+$/;
/** Texts that begin with a letter, and that YAML 1.1 or 1.2 takes for something else. */
const WORD = /^(?:y|n|yes|no|true|false|on|off|null)$/i;
const ONE_LINE = new RegExp(`^[${INK}](?:[ ${INK}]*[${INK}])?$`);
const NEVER_PLAIN = /^[[\]{},&*!|>'"%@`#]|: |:$| #/;
const LINES = new RegExp(`^[${INK}](?:[ ${INK}]*[${INK}])?(?:\\n[ ${INK}]*[${INK}])+$`);

/**
 * A text as the value of a mapping in block style, byte for byte as js-yaml writes it; undefined for texts that are not
 * evidently of one of the styles: those are left to the library.
 *
 * @param indent a line break and the spaces before the lines of a block
 */
export function scalar(text: string, indent: string): Scalar | undefined {
  if (text.includes('\n')) return LINES.test(text) ? { style: 'block', yaml: `|-${indent}${text.replaceAll('\n', indent)}` } : undefined;
  if (PLAIN.test(text)) return WORD.test(text) ? undefined : { style: 'plain', yaml: text };
  if (DURATION.test(text)) return { style: 'plain', yaml: text };
  if (ONE_LINE.test(text) && NEVER_PLAIN.test(text)) return { style: 'quoted', yaml: `'${text.replaceAll("'", "''")}'` };
  return undefined;
}

/** A name as a key; undefined for one that YAML may take for something else. */
export function key(name: string): string | undefined {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !WORD.test(name) ? name : undefined;
}
