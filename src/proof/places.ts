import { Sink } from '../diagnostics/diagnostic.ts';
import type { Location, Source, Span } from '../diagnostics/source.ts';
import type { YamlDocument } from '../source/document.ts';
import { readYaml } from '../source/yaml.ts';
import type { ProofRule } from './rule-set.ts';

/** Finds where rules are written; a file is read with its places only when somebody asks, since most are sound. */
export class RulePlaces {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #documents = new Map<string, YamlDocument | undefined>();

  /** @param sources the texts of rule files by path */
  constructor(sources: ReadonlyMap<string, Source>) {
    this.#sources = sources;
  }

  /** The name of a rule; undefined where its text is not at hand. */
  name(rule: ProofRule): Location | undefined {
    return this.#at(rule, (document, path) => document.locate([...path, rule.kind]).value);
  }

  /** A range of a rule's expression. */
  expression(rule: ProofRule, span: Span): Location | undefined {
    return this.#at(rule, (document, path) => document.spanInText([...path, 'expr'], span));
  }

  #at(rule: ProofRule, find: (document: YamlDocument, path: readonly (string | number)[]) => Span): Location | undefined {
    const source = this.#sources.get(rule.path);
    if (source === undefined) return undefined;
    const document = this.#document(source);
    return document === undefined ? undefined : { source, span: find(document, ['groups', rule.groupAt, 'rules', rule.ruleAt]) };
  }

  #document(source: Source): YamlDocument | undefined {
    if (!this.#documents.has(source.path)) this.#documents.set(source.path, readYaml(source, new Sink())[0]);
    return this.#documents.get(source.path);
  }
}
