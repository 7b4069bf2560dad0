/** A fenced code block of a Markdown file. */
export interface Block {
  /** First word of the info string: `console`, `yaml`. */
  readonly language: string;
  /** `key=value` pairs behind it: `yaml file=slo-specs/a.yaml`. */
  readonly info: Readonly<Record<string, string>>;
  /** The lines between the fences. */
  readonly lines: readonly string[];
  /** Number of the first of them, counted from 1. */
  readonly line: number;
}

/** The fenced code blocks of a Markdown text, in order; a fence inside a list may be indented. */
export function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', fence, info = ''] = /^( *)(`{3,})([^`]*)$/.exec(lines[at] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence);
    if (end === -1) throw new Error(`the fence of line ${at + 1} is not closed`);
    const [language = '', ...pairs] = info.trim().split(/\s+/);
    blocks.push({
      language,
      info: Object.fromEntries(pairs.map((pair) => [pair.replace(/=.*$/, ''), pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : ''])),
      lines: lines.slice(at + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)),
      line: at + 2,
    });
    at = end;
  }
  return blocks;
}

/** A command of a `console` block and what is shown below it. */
export interface Command {
  /** What a shell is given; lines that begin with `> ` continue it. */
  readonly text: string;
  /** From a trailing `# exit 1`. */
  readonly status: number;
  readonly output: readonly string[];
  /** Numbers of the first and of the line after the last output line, counted from 1. */
  readonly from: number;
  readonly to: number;
}

/** The commands of a `console` block. */
export function commandsOf(block: Block): readonly Command[] {
  const commands: Command[] = [];
  for (let at = 0; at < block.lines.length; ) {
    const first = block.lines[at] ?? '';
    if (!first.startsWith('$ ')) throw new Error(`line ${block.line + at} of a console block stands below no command`);
    const text = [first.slice(2)];
    for (at++; /^>( |$)/.test(block.lines[at] ?? ''); at++) text.push((block.lines[at] ?? '').slice(2));
    const begin = at;
    while (at < block.lines.length && !(block.lines[at] ?? '').startsWith('$ ')) at++;
    const [, status = '0'] = /#\s*exit (\d+)\s*$/.exec(text[0] ?? '') ?? [];
    commands.push({ text: text.join('\n'), status: Number(status), output: block.lines.slice(begin, at), from: block.line + begin, to: block.line + at });
  }
  return commands;
}

/** Whether a text is the one that is shown, of which `…` leaves out any part of a line, or any lines where it stands alone. */
export function isShownBy(shown: readonly string[], actual: string): boolean {
  const pattern = trimmed(shown).map((line) => {
    if (line.trim() === '…') return '(?:[^\\n]*\\n)*?';
    return `${line.split('…').map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('[^\\n]*')}\\n`;
  });
  return new RegExp(`^${pattern.join('')}$`).test(trimmed(actual.split('\n')).map((line) => `${line}\n`).join(''));
}

/** Lines without the empty ones at their end. */
export function trimmed(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, end + 1);
}
