import { seriesOfInstance } from '../failures/instance-series.ts';
import type { Settings } from '../model/model.ts';
import type { Matcher } from '../promql/ast.ts';
import { compileRegex } from '../promql/regex.ts';
import { isLoadable, type GivenRules } from './ground.ts';
import { pathsOfOthers, type Kind, type Member, type Other } from './kinds.ts';
import { Likeness } from './likeness.ts';
import { rulesOf, type ProofRule } from './rule-set.ts';

/**
 * The kinds, and of each those others, of whom what rules do to the first tells what they do to them. PromQL asks of a value of a
 * label only whether it is another value, or matches a pattern. So it is enough that in the first's rules its names are whole values,
 * that nobody else's rules ask for the names of a member, and that every pattern takes those of the member as it takes the first's.
 * Whether the rules of one look at the series of another is seen when the first and the second fail: {@link Rehearsal.hasCrossed}.
 */
export function soundKinds(kinds: readonly Kind[], files: readonly GivenRules[], settings: Settings): readonly SoundKind[] {
  for (let left = kinds; ; ) {
    if (left.length === 0) return [];
    const said = saidBy(left, files, settings);
    if (said === undefined) return [];
    const sound = left.flatMap((kind) => narrowed(kind, said, settings) ?? []);
    const count = (some: readonly Kind[]): number => some.reduce((sum, { others }) => sum + others.length, 0);
    // Who is left out is read as any other, and what its rules ask is asked of the others too.
    if (count(sound) === count(left)) return sound;
    left = sound;
  }
}

/** A member of a kind, with the rules about it that stand in files of others, such as the watcher's, by those about the first. */
export interface SoundOther extends Other {
  readonly about: ReadonlyMap<ProofRule, ProofRule>;
}

export interface SoundKind extends Kind {
  readonly second: SoundOther;
  readonly others: readonly SoundOther[];
}

/** What the rules of files that are read say. */
interface Said {
  /** Of files, in the order in which they are loaded. */
  readonly places: ReadonlyMap<string, number>;
  /** Rules in the files of an instance. */
  readonly own: ReadonlyMap<string, readonly ProofRule[]>;
  /** Rules that speak of one member of a kind, in files that are of no member. */
  readonly about: ReadonlyMap<string, readonly ProofRule[]>;
  /** Strings of rules, each with the member whose rules they are; empty where there are several, or none. */
  readonly strings: ReadonlyMap<string, string>;
  /** Every question that more than one value can answer, once: whether a value does. */
  readonly patterns: readonly ((value: string) => boolean)[];
}

/** Undefined where a rule makes labels of labels: then values are not only compared. */
function saidBy(kinds: readonly Kind[], files: readonly GivenRules[], { evaluationIntervalMs }: Settings): Said | undefined {
  const unread = pathsOfOthers(kinds);
  const members = new Map(kinds.flatMap(({ first, second, others }) => [first, second, ...others].flatMap(({ instance: { name, identity } }) => [[name, name] as const, [identity, name] as const])));
  const own = new Map<string, ProofRule[]>();
  const about = new Map<string, ProofRule[]>();
  const strings = new Map<string, string>();
  const patterns = new Map<string, Matcher>();
  for (const file of files) {
    if (unread.has(file.path) || !isLoadable(file)) continue;
    const owner = file.owner !== undefined && members.has(file.owner) ? file.owner : undefined;
    for (const rule of rulesOf(file, evaluationIntervalMs)) {
      if (rule.makesLabels) return undefined;
      const texts = [...stringsOf(rule), ...rule.selectors.flatMap(({ matchers }) => matchers.map(({ value }) => value))];
      const spokenOf = new Set(texts.flatMap((text) => members.get(text) ?? []));
      const of = owner ?? (spokenOf.size === 1 ? [...spokenOf][0] : undefined) ?? '';
      if (of !== '') add(owner === undefined ? about : own, of, rule);
      for (const text of texts) strings.set(text, strings.has(text) && strings.get(text) !== of ? '' : of);
      for (const { matchers } of rule.selectors) for (const matcher of matchers) if (matcher.op !== '=') patterns.set(`${matcher.op}${matcher.value}`, matcher);
    }
  }
  const compiled = [...patterns.values()].map(({ op, value }) => (op === '!=' ? { matches: (other: string) => other !== value } : compileRegex(value)));
  const asked = compiled.flatMap((one) => ('error' in one ? [] : [one.matches]));
  return asked.length === compiled.length ? { places: new Map(files.map(({ path }, at) => [path, at])), own, about, strings, patterns: asked } : undefined;
}

function add<T>(all: Map<string, T[]>, key: string, one: T): void {
  const same = all.get(key) ?? [];
  all.set(key, same);
  same.push(one);
}

/** A kind without members that rules tell from the first; undefined where nothing is left of it. */
function narrowed({ first, second, others }: Kind, said: Said, settings: Settings): SoundKind | undefined {
  const own = said.own.get(first.instance.name) ?? [];
  const rules = [...own, ...(said.about.get(first.instance.name) ?? [])];
  const isRead = own.length > 0 && (said.own.get(second.instance.name) ?? []).length === own.length;
  if (!isRead || !rules.every((rule) => areNamesWhole(first, rule))) return undefined;
  const series = [...seriesOfInstance(settings, first.instance).values()].flat().flatMap(({ labels }) => Object.values(labels));
  const isNamed = (text: string): boolean => first.names.split(text).names.length > 0;
  const named = [...new Set([first.instance.name, first.instance.identity, ...rules.flatMap(stringsOf), ...series])].filter(isNamed);
  const common = new Set(series.filter((text) => !isNamed(text)));
  const isTold = (member: Member): boolean =>
    named.every((text) => {
      const theirs = member.names.fill(first.names.split(text));
      if (common.has(theirs) || (said.strings.has(theirs) && said.strings.get(theirs) !== member.instance.name && !isTeam(member, theirs))) return false;
      return said.patterns.every((answers) => answers(text) === answers(theirs));
    });
  const firsts = aboutOf(first, said);
  const toldOf = (other: Other): SoundOther | undefined => {
    const about = isTold(other) ? pairsOf(firsts, other, said) : undefined;
    return about === undefined ? undefined : { ...other, about };
  };
  const [soundSecond, soundOthers] = [toldOf(second), others.flatMap((one) => toldOf(one) ?? [])];
  return !isTold(first) || soundSecond === undefined || soundOthers.length === 0 ? undefined : { first, second: soundSecond, others: soundOthers };
}

/** A rule about a member, and what it says with names blanked. */
interface About {
  readonly rule: ProofRule;
  readonly text: string;
}

function aboutOf({ instance }: Member, { about }: Said): readonly About[] {
  const likeness = new Likeness(instance, instance.sites[0] ?? '');
  return (about.get(instance.name) ?? []).map((rule) => ({ rule, text: likeness.rule(rule) }));
}

/** The rules about the first and about another, one by one; undefined where they differ in more than names. */
function pairsOf(firsts: readonly About[], other: Other, said: Said): ReadonlyMap<ProofRule, ProofRule> | undefined {
  const others = aboutOf(other, said);
  const placeOf = (path: string): number => said.places.get(path) ?? 0;
  // A rule that comes after another reads what that has just recorded.
  const areInOrder = (path: string): boolean => [...other.paths].every(([original, own]) => placeOf(original) < placeOf(path) === placeOf(own) < placeOf(path));
  const pairs = firsts.flatMap(({ rule, text }, at) => {
    const theirs = others[at];
    return theirs?.rule.path === rule.path && theirs.text === text && areInOrder(rule.path) ? [[rule, theirs.rule] as const] : [];
  });
  return pairs.length === firsts.length && pairs.length === others.length ? new Map(pairs) : undefined;
}

/** The name of a team, of which no rule asks: many instances have it. */
function isTeam({ instance: { team, name, identity } }: Member, text: string): boolean {
  return text === team && text !== name && text !== identity;
}

/** Whether names stand in a rule as values of their own and as they are written, that of the team only among the labels of an alert. */
function areNamesWhole({ instance, names }: Member, rule: ProofRule): boolean {
  const likeness = new Likeness(instance, instance.sites[0] ?? '');
  const strings = new Set(rule.form.strings);
  const matchers = rule.selectors.flatMap((one) => one.matchers);
  const isTeamSaid = (rule.kind === 'alert' ? rule.form.strings : stringsOf(rule)).some((text) => isTeam({ instance, names }, text));
  return (
    !names.isSpokenOfIn(rule.text.replace(/"(?:[^"\\]|\\.)*"/g, '""')) &&
    !(rule.kind === 'record' && names.isSpokenOfIn(rule.name)) &&
    stringsOf(rule).every((text) => !names.isSpokenOfIn(likeness.value(text))) &&
    matchers.every(({ op, value }) => !names.isSpokenOfIn(value) || (op === '=' && strings.has(value))) &&
    !isTeamSaid
  );
}

function stringsOf({ form, labels, name, group }: ProofRule): readonly string[] {
  return [...form.strings, ...Object.values(labels), name, group];
}
