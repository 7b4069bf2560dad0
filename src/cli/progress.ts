import { formatDuration, SECOND } from '../model/duration.ts';

/** What progress is shown on: a line that is written over. */
export interface ProgressLine {
  readonly write: (text: string) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** From this on the time that is left is known well enough to be said. */
const ENOUGH_MS = 2 * SECOND;
const CLEAR = '\r\u001b[K';

/** How far work has come, on one line of a terminal; without a line it says nothing. */
export class Progress {
  readonly #line: ProgressLine | undefined;
  readonly #total: number;
  readonly #began: number;
  #done = 0;
  #failing = 0;

  constructor(line: ProgressLine | undefined, total: number) {
    this.#line = line;
    this.#total = total;
    this.#began = line?.now() ?? 0;
    this.#show();
  }

  /** One more is done. */
  did(isGood: boolean): void {
    this.#done += 1;
    if (!isGood) this.#failing += 1;
    this.#show();
  }

  /** Takes the line away, so that what follows begins on an empty one. */
  end(): void {
    this.#line?.write(CLEAR);
  }

  #show(): void {
    const line = this.#line;
    if (line === undefined) return;
    const passed = line.now() - this.#began;
    const left = this.#done === 0 || passed < ENOUGH_MS ? '' : `, about ${formatDuration(Math.ceil(((passed / this.#done) * (this.#total - this.#done)) / SECOND) * SECOND)} left`;
    line.write(`${CLEAR}${this.#done} of ${this.#total} runs done, ${this.#failing === 0 ? 'none' : this.#failing} failing${this.#done === this.#total ? '' : left}`);
  }
}
