import type { CostlyFile } from '../checks/cost-above-limit.ts';
import type { ExpectedFile } from '../drift/on-disk.ts';
import type { Instance } from '../model/model.ts';
import type { RuleFileFacts } from '../rules/cost.ts';
import { FileToWrite } from './file-to-write.ts';
import { InstanceNames, type NamedText } from '../model/instance-names.ts';

/** A rule file that was written, and what is said of it. */
export interface CompiledFile {
  readonly written: ExpectedFile;
  readonly facts: RuleFileFacts;
  /** Undefined where the project limits no costs. */
  readonly costs: CostlyFile | undefined;
  readonly groupCount: number;
}

/** How many instances are remembered, each with its texts. */
const MOST = 100;

/**
 * Instances that differ in nothing but their names have rule files that differ in nothing else. Of each kind the first is compiled, and
 * the first whose names are of other lengths, where these are so long that lines are broken by them; a further one gets the files of the
 * first of its lengths, with the names replaced. That this gives what compiling gives is not taken for granted: every instance that is compiled is held to one of
 * its kind, and a name is only replaced where one that differs in it was compiled and had the same files but for its own names, to the
 * byte, or where lengths differ, to the word. What is reported of an instance is never remembered.
 */
export class AlikeInstances {
  readonly #kinds = new Map<string, Kind>();
  #count = 0;

  /**
   * The files of an instance, compiled or made from those of one of its kind.
   *
   * @param compile compiles the files of this instance, and says whether nothing was reported of them
   */
  filesOf(instance: Instance, compile: (names: InstanceNames | undefined) => { readonly files: readonly CompiledFile[]; readonly isClean: boolean }): { readonly files: readonly CompiledFile[]; readonly isUnplanned: boolean } {
    const names = InstanceNames.of(instance);
    if (names === undefined) return { files: compile(undefined).files, isUnplanned: false };
    const key = names.kindOf(instance);
    const kind = this.#kinds.get(key);
    const made = kind?.filesOf(names);
    if (made !== undefined) return { files: made, isUnplanned: true };
    const { files, isClean } = compile(names);
    if (isClean && this.#count < MOST) {
      const known = kind ?? new Kind();
      if (kind === undefined) this.#kinds.set(key, known);
      if (known.add(names, files)) this.#count += 1;
    }
    return { files, isUnplanned: false };
  }
}

/** Instances that differ in names only: of each lengths of names the first that was compiled. */
class Kind {
  readonly #firsts = new Map<string, Compiled>();
  /** Compiled instances that were not yet held to each other: only a further one asks what comes of it. */
  #untried: { readonly one: Compiled; readonly other: Compiled; readonly areOfLength: boolean }[] = [];
  /** Which of the names, each with one that differs, were tried; undefined where a trial failed. */
  #tried: ReadonlySet<number> | undefined = new Set();

  /** The files of an instance with these names; undefined where it has to be compiled. */
  filesOf(names: InstanceNames): readonly CompiledFile[] | undefined {
    const first = this.#firsts.get(names.lengths);
    if (first === undefined) return undefined;
    const tried = this.#try();
    const isTried = tried !== undefined && first.differing(names).every((at) => tried.has(at));
    return isTried && !first.speaksOf(names) ? first.filesOf(names) : undefined;
  }

  /** Takes a compiled instance up, to be held to one that was before; whether it is kept for good. */
  add(names: InstanceNames, files: readonly CompiledFile[]): boolean {
    const known = this.#firsts.get(names.lengths);
    const one = new Compiled(names, files);
    const [other] = known === undefined ? this.#firsts.values() : [known];
    if (other !== undefined && this.#tried !== undefined) this.#untried.push({ one, other, areOfLength: known !== undefined });
    if (known !== undefined) return false;
    this.#firsts.set(names.lengths, one);
    return true;
  }

  #try(): ReadonlySet<number> | undefined {
    for (const { one, other, areOfLength } of this.#untried) {
      // A name that all say tells nothing.
      if (this.#tried !== undefined && !other.speaksOf(one.names)) this.#tried = one.isAs(other, areOfLength) ? new Set([...this.#tried, ...one.differing(other.names)]) : undefined;
    }
    this.#untried = [];
    return this.#tried;
  }
}

/** An instance that was compiled, in whose files names can be replaced. */
class Compiled {
  readonly names: InstanceNames;
  readonly #files: readonly CompiledFile[];
  /** Made when a second one comes: most kinds of a small project have one instance. */
  #named: NamedFiles | undefined;
  /** Names, those of teams again and again. */
  readonly #spokenOf = new Map<string, boolean>();
  /** What stands between the names of any file, as far as a name could be a part of it: each run of such letters once. */
  #common: string | undefined;

  constructor(names: InstanceNames, files: readonly CompiledFile[]) {
    this.names = names;
    this.#files = files.map((file) => (file.costs === undefined ? file : { ...file, costs: settled(file.costs) }));
  }

  /** Whether one of these names stands between its own. */
  speaksOf({ values }: InstanceNames): boolean {
    return values.some((value) => {
      const known = this.#spokenOf.get(value) ?? (this.#common ??= commonOf(this.#split())).includes(value);
      this.#spokenOf.set(value, known);
      return known;
    });
  }

  /** Which of the names differ. */
  differing(names: InstanceNames): readonly number[] {
    return names.values.flatMap((value, at) => (value === this.names.values[at] ? [] : [at]));
  }

  /** The files with other names. */
  filesOf(names: InstanceNames): readonly CompiledFile[] {
    return this.#split().map(({ path, text }, at) => this.#filled(at, names.fill(path), () => names.fill(text), names.name));
  }

  /** Whether its files are another's with its own names, to the byte or to the word. */
  isAs(other: Compiled, toTheByte: boolean): boolean {
    // An expression that is broken into lines is another kind of text in YAML.
    const plain = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, ' ');
    const isSame = (a: NamedText, b: NamedText | undefined): boolean =>
      b !== undefined && a.names.length === b.names.length && a.names.every((name, at) => name === b.names[at]) && a.texts.every((text, at) => text === b.texts[at] || (!toTheByte && plain(text) === plain(b.texts[at] ?? '')));
    const [own, others] = [this.#split(), other.#split()];
    return own.length === others.length && own.every(({ path, text }, at) => isSame(path, others[at]?.path) && isSame(text, others[at]?.text) && this.#files[at]?.facts.alerts === other.#files[at]?.facts.alerts);
  }

  #split(): NamedFiles {
    this.#named ??= namedFiles(this.names, this.#files);
    return this.#named;
  }

  #filled(at: number, path: string, text: () => string, instance: string): CompiledFile {
    const file = this.#files[at];
    if (file === undefined) throw new Error('as many texts as files are kept');
    const { facts, costs, groupCount } = file;
    return { written: new FileToWrite(path, text), facts: { ...facts, path, instance }, costs: costs === undefined ? undefined : { ...costs, instance }, groupCount };
  }
}

/** Files with the places of names in them. */
type NamedFiles = readonly { readonly path: NamedText; readonly text: NamedText }[];

/** Letters that plain names are of. */
const LETTERS = /[a-z0-9-]+/g;

function namedFiles(names: InstanceNames, compiled: readonly CompiledFile[]): NamedFiles {
  return compiled.map(({ written }) => ({ path: names.split(written.path), text: names.split(written.text) }));
}

function commonOf(files: NamedFiles): string {
  const texts = new Set(files.flatMap(({ path, text }) => [...path.texts, ...text.texts]));
  return [...new Set([...texts].flatMap((text) => text.match(LETTERS) ?? []))].join('\n');
}

/** Its parts are asked for now, so that the rules they are found in need not be kept. */
function settled(costs: CostlyFile): CostlyFile {
  const parts = costs.parts();
  return { ...costs, parts: () => parts };
}
