import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject } from 'vitest';
import { blocksOf, commandsOf, isShownBy, trimmed, type Block, type Command } from './markdown-blocks.ts';
import { unwrap } from './prepared.ts';
import { ROOT } from './root.ts';
import { runProcess } from './run-process.ts';
import { tempDir } from './temp.ts';

/** What a copy of the project for a document's commands holds. */
const COPIED = ['slo-specs', 'generated', 'docs', 'schemas', 'README.md', 'package.json', '.pre-commit-hooks.yaml'];

/** How to run a document. */
export interface DocumentOptions {
  /** `project` (the default): a copy of the shipped specs and what is generated from them; `empty`: an empty folder. */
  readonly start?: 'project' | 'empty';
}

/** How many of a document's blocks were used, so that a test can say that there were some. */
export interface DocumentRun {
  readonly commands: number;
  readonly scripts: number;
  readonly files: number;
}

/**
 * Runs the code blocks of a Markdown file, in order, in one temporary folder, and compares what they show.
 *
 * - ```` ```console ````: `$ command` lines, each followed by what it prints on both streams. `> ` continues a command
 *   (here-documents). Without a trailing `# exit 1` a command must end with status 0. `…` alone in a line leaves out any
 *   lines, inside a line any part of it. A command changes the folder for the next ones with `cd`; nothing else is kept.
 * - ```` ```sh ````: a script, run whole with `bash -e`; must end with status 0, its output is not compared.
 * - ```` ```yaml file=PATH ````, of any language: written to that file. `append=PATH` adds to it.
 * - ```` ```yaml from=PATH ````: must stand in that file, word for word. Nothing is written.
 * - Any other block (`text`, `yaml`, `bash`) is not touched.
 *
 * `tocsin` and `npx tocsin` are this checkout's command; `promtool` and `amtool` are those of the tests. There are no colours and 100 columns.
 * `UPDATE_DOCS=1 npx vitest run …` writes what commands really print into the file; read the difference before you commit.
 *
 * @param file path in the checkout, such as `README.md`
 */
export async function runDocument(file: string, options: DocumentOptions = {}): Promise<DocumentRun> {
  unwrap(inject('build'));
  const markdown = readFileSync(join(ROOT, file), 'utf8');
  const shell = new Shell(options.start ?? 'project');
  const run = { commands: 0, scripts: 0, files: 0 };
  const updates: { readonly command: Command; readonly output: string }[] = [];
  for (const block of blocksOf(markdown)) {
    if (takeFile(block, shell.root, file)) run.files++;
    else if (block.language === 'console') {
      for (const command of commandsOf(block)) {
        run.commands++;
        const { status, output } = await shell.run(command.text);
        expect(status, `${file}:${command.from - 1}: $ ${command.text}\n${output}`).toBe(command.status);
        if (isShownBy(command.output, output)) continue;
        if (process.env['UPDATE_DOCS']) updates.push({ command, output });
        else expect(trimmed(output.split('\n')).join('\n'), `${file}:${command.from - 1}: $ ${command.text}`).toBe(trimmed(command.output).join('\n'));
      }
    } else if (block.language === 'sh') {
      run.scripts++;
      const { status, output } = await shell.run(`set -e\n${block.lines.join('\n')}`);
      expect(status, `${file}:${block.line}\n${output}`).toBe(0);
    }
  }
  if (updates.length > 0) writeFileSync(join(ROOT, file), updated(markdown, updates));
  return run;
}

/** Does what a block says of a file; false where it says nothing of one. */
function takeFile({ info, lines, line }: Block, root: string, document: string): boolean {
  const text = `${lines.join('\n')}\n`;
  const { file, append, from } = info;
  if (from !== undefined) expect(readFileSync(join(root, from), 'utf8'), `${document}:${line} is not what ${from} holds`).toContain(text);
  const target = file ?? append;
  if (target === undefined) return from !== undefined;
  mkdirSync(dirname(join(root, target)), { recursive: true });
  writeFileSync(join(root, target), text, { flag: append === undefined ? 'w' : 'a' });
  return true;
}

/** Runs commands as a person at a terminal would, one after the other. */
class Shell {
  readonly root: string;
  readonly #bin: string;
  #cwd: string;

  constructor(start: 'project' | 'empty') {
    this.root = tempDir();
    this.#cwd = this.root;
    if (start === 'project') {
      for (const name of COPIED) if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(this.root, name), { recursive: true });
    }
    this.#bin = tempDir();
    this.#program('tocsin', process.execPath, join(ROOT, 'bin/tocsin.js'));
    // What npx itself does in a checkout is tested with the package; in a copy it would look for one.
    this.#program('npx', 'sh', '-c', 'shift; exec tocsin "$@"', 'npx');
    const engines = inject('engines');
    if ('problem' in engines) return;
    this.#program('promtool', engines.value.promtool);
    this.#program('amtool', engines.value.amtool);
  }

  /** Standard error goes where standard output goes, in the order of writing. */
  async run(text: string): Promise<{ readonly status: number; readonly output: string }> {
    const where = join(this.#bin, 'cwd');
    const script = `trap 'pwd > ${quoted(where)}' EXIT\nexec 2>&1\ncd ${quoted(this.#cwd)}\n${text}\n`;
    const env = { PATH: `${this.#bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1', FORCE_COLOR: undefined, LC_ALL: 'C.UTF-8', HOME: this.#bin };
    const { status, stdout } = await runProcess('bash', ['--noprofile', '--norc', '-c', script], { cwd: this.root, env });
    this.#cwd = readFileSync(where, 'utf8').trim();
    return { status, output: stdout };
  }

  #program(name: string, ...command: readonly string[]): void {
    writeFileSync(join(this.#bin, name), `#!/bin/sh\nexec ${command.map(quoted).join(' ')} "$@"\n`);
    chmodSync(join(this.#bin, name), 0o755);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The document with other outputs, from the last to the first, so that line numbers stay true. */
function updated(markdown: string, updates: readonly { readonly command: Command; readonly output: string }[]): string {
  const lines = markdown.split('\n');
  for (const { command, output } of updates.toReversed()) {
    const indent = /^ */.exec(lines[command.from - 2] ?? '')?.[0] ?? '';
    lines.splice(command.from - 1, command.to - command.from, ...trimmed(output.split('\n')).map((line) => (line === '' ? '' : indent + line)));
  }
  return lines.join('\n');
}
