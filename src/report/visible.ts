/** One character as a reader sees it, and where it stands in its line. */
export interface Cell {
  /** UTF-16 offsets in the line. */
  readonly from: number;
  readonly to: number;
  /** What is printed; never a control character. */
  readonly text: string;
  /** Columns it takes on a terminal. */
  readonly width: number;
}

const TAB_STOP = 4;
const CONTROL_PICTURES = 0x2400;
const DELETE_PICTURE = '\u2421';

// Controls, marks that turn the direction of writing, line separators, spaces without width, halves of characters, private use.
const INVISIBLE = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\u200c\u200d]+$/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | undefined;

/** Text with every control character shown as a sign, so that a file's content never drives the terminal. */
export function visible(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(INVISIBLE, shown);
}

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  return code === 0x7f ? DELETE_PICTURE : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** The characters of a line as a reader counts them: tabs opened, accents with their letters, wide ones two columns. */
export function cellsOf(line: string): readonly Cell[] {
  if (PRINTABLE_ASCII.test(line)) return Array.from(line, (text, at) => ({ from: at, to: at + 1, text, width: 1 }));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of segmenter.segment(line)) {
    const text = segment === '\t' ? ' '.repeat(TAB_STOP - (column % TAB_STOP)) : visible(segment);
    const width = segment === '\t' ? text.length : widthOf(segment, text);
    cells.push({ from: index, to: index + segment.length, text, width });
    column += width;
  }
  return cells;
}

function widthOf(segment: string, text: string): number {
  if (text !== segment) return Array.from(text).length;
  if (WIDE.test(segment)) return 2;
  return WITHOUT_WIDTH.test(segment) ? 0 : 1;
}
