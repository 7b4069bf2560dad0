/** How a piece of text is to look. */
export type Look = 'added' | 'removed' | 'changed' | 'title' | 'quiet' | 'plain';

const ESCAPES: Readonly<Record<Exclude<Look, 'plain'>, readonly [number, number]>> = {
  added: [32, 39],
  removed: [31, 39],
  changed: [33, 39],
  title: [1, 22],
  quiet: [2, 22],
};

/** Puts colour on a text, or leaves it. */
export type Paint = (look: Look, text: string) => string;

/** A painter for a terminal, or one that does nothing. */
export function painter(color: boolean): Paint {
  return (look, text) => {
    const shown = visible(text);
    if (!color || look === 'plain') return shown;
    const [on, off] = ESCAPES[look];
    return `\u001B[${on}m${shown}\u001B[${off}m`;
  };
}

/** Files on disk may hold anything: control characters and marks of direction are shown, not sent to the terminal. */
function visible(text: string): string {
  return text.replaceAll('\t', '    ').replace(/[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
