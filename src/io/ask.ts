import { createInterface } from 'node:readline';

/** A terminal that a person can be asked at. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Asks one question; undefined when the person ends the conversation with Ctrl-C or Ctrl-D. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Holds a conversation at a terminal, which is left as it was at its end. Lines typed ahead answer the next questions. */
export async function converse<T>({ input, output }: Terminal, talk: (ask: Ask) => Promise<T>): Promise<T> {
  const lines = createInterface({ input, output, terminal: true, historySize: 0 });
  const typed: string[] = [];
  let isOver = false;
  let wake: (() => void) | undefined;
  lines.on('line', (line) => {
    typed.push(line);
    wake?.();
  });
  lines.on('close', () => {
    isOver = true;
    wake?.();
  });
  const ask: Ask = async (question) => {
    if (!isOver) {
      lines.setPrompt(question);
      lines.prompt();
      while (typed.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    const answer = typed.shift();
    if (answer === undefined) output.write('\n');
    return answer;
  };
  try {
    return await talk(ask);
  } finally {
    lines.close();
  }
}
