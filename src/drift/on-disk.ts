/** A file the compiler makes: a path below the output folder, with `/`, and its whole text. */
export interface ExpectedFile {
  readonly path: string;
  /** May be put together anew at each reading: whoever needs it twice in a row keeps it for so long, and nobody keeps those of all files. */
  readonly text: string;
}

/** What the manifest says of a file: its hash fits, does not fit, or there is no entry. */
export type Recorded = 'as-recorded' | 'not-as-recorded' | 'unrecorded';

/** A file below the output folder, as it lies there. */
export interface FileOnDisk {
  readonly path: string;
  /** Absent where there is no regular file at the path, or one with the bytes that it should have. */
  readonly text?: string;
  readonly isAsExpected?: true;
  /** What lies there instead of a regular file. */
  readonly obstacle?: 'symlink' | 'folder' | 'special';
  readonly recorded: Recorded;
}

/** The output folder as it is: what `--check` compares. */
export interface OutputOnDisk {
  readonly kind: 'read';
  /** Every expected path, every path of the manifest and every other file of the folder, by path. */
  readonly files: readonly FileOnDisk[];
  readonly manifest: 'absent' | 'unreadable' | 'sound';
  /** Whether a run left its staging folder behind (it was killed), or is writing at this moment. */
  readonly run: 'none' | 'interrupted' | 'active';
}

/** What `emit/` knows of the header it writes; passed in, so that the edge knows no format. */
export interface Header {
  /** Whether the text carries the header of a generated file. */
  readonly isOurs: (text: string) => boolean;
  /** The text without the tool's version, so that an upgrade that changes nothing else is no drift. */
  readonly withoutVersion: (text: string) => string;
}
