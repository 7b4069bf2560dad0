import type { ExpectedFile } from '../drift/on-disk.ts';

/** A file whose text is made each time it is asked for. */
export class FileToWrite implements ExpectedFile {
  readonly path: string;
  readonly #text: () => string;

  constructor(path: string, text: () => string) {
    this.path = path;
    this.#text = text;
  }

  get text(): string {
    return this.#text();
  }
}
