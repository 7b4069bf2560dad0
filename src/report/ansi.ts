/** The few ways of marking text that a report uses. */
export type Style = 'error' | 'warning' | 'place' | 'quiet' | 'caret' | 'offer';

const CODES: Readonly<Record<Style, string>> = {
  error: '1;31',
  warning: '1;33',
  place: '1',
  quiet: '2',
  caret: '1;31',
  offer: '32',
};

/** Marks text for a terminal, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Chooses how text is marked; whether there is a terminal, and whether it wants colours, is the caller's to know. */
export function painter(color: boolean): Paint {
  return color ? (style, text) => (text === '' ? '' : `\u001b[${CODES[style]}m${text}\u001b[0m`) : (_, text) => text;
}
