import { readPlainRuleFile } from '../drift/plain-rule-file.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { InstanceNames, type NamedText } from '../model/instance-names.ts';
import type { Instance, Model } from '../model/model.ts';
import { contractText, plain } from './world-ground.ts';

/** A rule file as text, whose rules it holds, and where it is loaded. */
export interface PlacedText {
  readonly path: string;
  readonly text: string;
  /** Name of the instance whose rules it holds, where it is one of ours. */
  readonly owner: string | undefined;
  /** The site whose Prometheus loads it; `all` for one that sees all sites; undefined for every site's. */
  readonly where: string | undefined;
}

/** An instance of a kind, and what it is called. */
export interface Member {
  readonly instance: Instance;
  readonly names: InstanceNames;
}

/** Instances that differ in names only, in the specs and in the texts of their rule files. */
export interface Kind {
  /** Is read and proved as any other. */
  readonly first: Member;
  /** Too: what is taken over from the first is held against it. */
  readonly second: Other;
  /** Whose files are those of the first with their own names in the places of its names, to the byte. */
  readonly others: readonly Other[];
}

/** One whose files are those of the first with other names. */
export interface Other extends Member {
  /** Paths of its files, by that of the first's. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Paths of the files of all others. */
export function pathsOfOthers(kinds: readonly Kind[]): ReadonlySet<string> {
  return new Set(kinds.flatMap(({ others }) => others.flatMap(({ paths }) => [...paths.values()])));
}

/**
 * What is found in files: where there is nothing in those that are read, there is nothing in those that differ from them in names only;
 * else these are looked at as well, so that each is told.
 */
export function ofEachFile<Some extends { readonly path: string }, Found>(files: readonly Some[], kinds: readonly Kind[], find: (files: readonly Some[]) => readonly Found[]): readonly Found[] {
  const others = pathsOfOthers(kinds);
  const found = find(files.filter(({ path }) => !others.has(path)));
  return found.length === 0 || others.size === 0 ? found : find(files);
}

/** Of one kind by the specs, so many are tried as the first of others: texts may differ by who wrote them. */
const MOST_TRIED = 4;

/** The kinds of instances, by specs and texts alone; of what the rules do nothing is known yet. */
export function kindsOf(model: Model, all: readonly PlacedText[]): readonly Kind[] {
  const files = filesByOwner(all);
  const called = callCounts(model.instances);
  const contracts = [...new Set(model.instances.map(({ contract }) => contract))].map(contractText).join('\n');
  const bySpecs = new Map<string, Begun[]>();
  // What the watcher says of all with its own team would say it of this one with its team: so it stands for nobody else.
  const isWatchers = ({ team }: Instance): boolean => team === model.watcher?.team;
  for (const instance of [...model.instances.filter((one) => !isWatchers(one)), ...model.instances.filter(isWatchers)]) {
    const own = files.get(instance.name);
    const names = InstanceNames.of(instance);
    if (own === undefined || names === undefined) continue;
    // A name that two instances go by cannot tell whose a series is, nor can one that has a meaning of its own: in a contract, as a site or a stream.
    const isOnce = calledOf(instance).every((name) => called.get(name) === 1);
    if (!isOnce || names.isSpokenOfIn(contracts) || names.isSpokenOfIn(beyondNames(instance))) continue;
    const key = names.kindOf(instance);
    const begun = bySpecs.get(key) ?? [];
    bySpecs.set(key, begun);
    const member: Member = { instance, names };
    // A text may be put together when it is asked for.
    const texts = own.map(({ path, text, where }) => ({ path, text, where }));
    const alike = begun.find((one) => one.takes(member, texts));
    if (alike === undefined && begun.length < MOST_TRIED) begun.push(new Begun(member, texts));
  }
  return [...bySpecs.values()].flatMap((begun) => begun.flatMap((one) => one.kind ?? []));
}

/** What of an instance decides what happens to its series, but its names. */
function beyondNames({ sites, streams, traffic, objectives }: Instance): string {
  const measures = objectives.map(({ name, measure, per }) => ({ name, measure, per }));
  return JSON.stringify({ sites, streams, traffic, measures }, (key, value: unknown) => (key === 'at' ? undefined : plain(key, value)));
}

function filesByOwner(all: readonly PlacedText[]): ReadonlyMap<string, readonly PlacedText[]> {
  const files = new Map<string, PlacedText[]>();
  for (const one of all) {
    if (one.owner === undefined) continue;
    const own = files.get(one.owner) ?? [];
    files.set(one.owner, own);
    own.push(one);
  }
  return files;
}

/** How many instances go by a name. */
function callCounts(instances: readonly Instance[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const called of instances.flatMap(calledOf)) counts.set(called, (counts.get(called) ?? 0) + 1);
  return counts;
}

/** What series and alerts say an instance is. */
function calledOf({ name, identity }: Instance): readonly string[] {
  return [...new Set([name, identity, alertPrefix(name)])];
}

type File = Pick<PlacedText, 'path' | 'text' | 'where'>;

/** A kind, as far as its members were met. */
class Begun {
  readonly #first: Member;
  readonly #files: readonly File[];
  #second: Other | undefined;
  readonly #others: Other[] = [];
  /** Made when another is met: most kinds of a small project have one member. */
  #split: readonly NamedFile[] | undefined;

  constructor(first: Member, files: readonly File[]) {
    this.#first = first;
    this.#files = files;
  }

  /** Takes an instance up where its files are those of the first with other names. */
  takes(member: Member, files: readonly File[]): boolean {
    const { names } = this.#first;
    this.#split ??= this.#files.map(({ path, text, where }) => ({ where, path: names.split(path), text: names.split(text) }));
    const isAlike = files.length === this.#split.length && this.#split.every(({ where, path, text }, at) => {
      const theirs = files[at];
      return theirs !== undefined && theirs.where === where && member.names.fills(path, theirs.path) && member.names.fills(text, theirs.text);
    });
    if (!isAlike) return false;
    const other: Other = { ...member, paths: new Map(files.map(({ path }, at) => [this.#files[at]?.path ?? '', path])) };
    if (this.#second === undefined) this.#second = other;
    else this.#others.push(other);
    return true;
  }

  /** Undefined for fewer than three, where nothing is saved, and where a name may be more in YAML than a part of a text. */
  get kind(): Kind | undefined {
    return this.#second === undefined || this.#others.length === 0 || !this.#files.every(({ text }) => isPlain(text, this.#first.names)) ? undefined : { first: this.#first, second: this.#second, others: this.#others };
  }
}

/** Whether a file has the layout of those that are generated, without anchors and such, and no name is a key. */
function isPlain(text: string, names: InstanceNames): boolean {
  const groups = readPlainRuleFile(text);
  const keys = groups?.flatMap(({ fields, rules }) => [...fields.keys(), ...rules.flatMap((rule) => [...rule.fields.keys(), ...Object.keys(rule.name.labels)])]);
  return keys !== undefined && !keys.some((key) => names.isSpokenOfIn(key));
}

/** A file with the places of names in it. */
interface NamedFile {
  readonly where: string | undefined;
  readonly path: NamedText;
  readonly text: NamedText;
}
