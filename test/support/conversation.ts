import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject } from 'vitest';
import { atEnd } from './lifetime.ts';
import { unwrap } from './prepared.ts';
import { ROOT } from './root.ts';
import { tied } from '../../src/engines/tied-command.ts';
import { waitUntil } from './wait-until.ts';

/** Milliseconds to wait for something that is expected. */
const LIMIT_MS = 60_000;

/** A running command that a test talks with. It is killed when its test ends. */
export interface Conversation {
  /** All that was written so far, on both streams. */
  readonly output: () => string;
  /** Waits until there is a text in what was written since the last hit, and gives all up to its end. */
  readonly waitFor: (text: string) => Promise<string>;
  readonly type: (text: string) => void;
  readonly signal: (name: 'SIGINT' | 'SIGTERM') => void;
  /** Exit status, once it has ended. */
  readonly ended: () => Promise<number>;
}

/** Starts the built command with pipes for its streams. */
export function startCli(args: readonly string[], cwd: string): Conversation {
  return start(process.execPath, [join(ROOT, 'bin/tocsin.js'), ...args], cwd);
}

/** Starts the built command at a terminal of its own. */
export function startAtTerminal(args: readonly string[], cwd: string): Conversation {
  const words = [process.execPath, join(ROOT, 'bin/tocsin.js'), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return start('script', ['-qec', words.join(' '), '/dev/null'], cwd);
}

function start(command: string, args: readonly string[], cwd: string): Conversation {
  unwrap(inject('build'));
  const child = spawn(...tied(command, args), { cwd, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, TERM: 'dumb' }, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let heard = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close');
  atEnd(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return {
    output: () => output,
    waitFor: (text) =>
      waitUntil(`${JSON.stringify(text)} in ${JSON.stringify(output.slice(heard))}`, LIMIT_MS, () => {
        const at = output.indexOf(text, heard);
        if (at === -1) return undefined;
        const seen = output.slice(heard, at + text.length);
        heard = at + text.length;
        return seen;
      }),
    type: (text) => child.stdin.write(text),
    signal: (name) => child.kill(name),
    ended: async () => {
      await closed;
      return child.exitCode ?? -1;
    },
  };
}
