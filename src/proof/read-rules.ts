import { readRuleFile, type RuleGroup } from '../drift/rule-file.ts';
import type { Model } from '../model/model.ts';
import type { GivenRules } from './ground.ts';
import { kindsOf, pathsOfOthers, type PlacedText } from './kinds.ts';
import { soundKinds, type SoundKind } from './sound-kinds.ts';

/** Rule files that were read, and instances that differ in names only, whose files are read when somebody asks. */
export interface RulesRead {
  readonly rules: readonly GivenRules[];
  readonly kinds: readonly SoundKind[];
}

/** Reads rule files. @param isMissed is told of each text that is no rule file; it is left out */
export function readRules(model: Model, texts: readonly PlacedText[], isMissed: (text: PlacedText) => void): RulesRead {
  const kinds = kindsOf(model, texts);
  const others = pathsOfOthers(kinds);
  const firsts = new Set(kinds.map(({ first }) => first.instance.name));
  const broken = new Set<string>();
  const read = new Map<string, GivenRules>();
  const readNow = (one: PlacedText): void => {
    const { path, owner, where } = one;
    const groups = readRuleFile(one.text);
    if (groups !== undefined) read.set(path, { path, groups, owner, where });
    else isMissed(one);
    if (groups === undefined && owner !== undefined && firsts.has(owner)) broken.add(owner);
  };
  for (const one of texts) if (!others.has(one.path)) readNow(one);
  const sound = kinds.filter(({ first }) => !broken.has(first.instance.name));
  // What is a file of another but for plain names is a rule file where that is one.
  const unread = pathsOfOthers(sound);
  for (const one of texts) if (unread.has(one.path)) read.set(one.path, new UnreadRules(one));
  for (const one of texts) if (others.has(one.path) && !unread.has(one.path)) readNow(one);
  const rules = texts.flatMap(({ path }) => read.get(path) ?? []);
  return { rules, kinds: soundKinds(sound, rules, model.settings) };
}

/** A rule file that nobody has asked for yet. */
class UnreadRules implements GivenRules {
  readonly path: string;
  readonly owner: string | undefined;
  readonly where: string | undefined;
  readonly #text: PlacedText;
  #groups: readonly RuleGroup[] | undefined;

  constructor(text: PlacedText) {
    ({ path: this.path, owner: this.owner, where: this.where } = text);
    this.#text = text;
  }

  get groups(): readonly RuleGroup[] {
    this.#groups ??= readRuleFile(this.#text.text);
    if (this.#groups === undefined) throw new Error(`${this.path} is no rule file, and is one with other names`);
    return this.#groups;
  }
}
