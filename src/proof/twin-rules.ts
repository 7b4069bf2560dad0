import type { ExpectedAlert } from '../coverage/alerts.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import type { ExpectedLabels, Labels } from '../routing/labels.ts';
import type { GivenRules } from './ground.ts';
import type { Renaming } from './renaming.ts';
import { rulesOf, type ProofRule } from './rule-set.ts';
import type { TextForm } from './rule-text.ts';

/** A rule that stands where the first of its kind has one, in a file that is read when somebody asks for more than its name. */
export class TwinRule implements ProofRule {
  readonly path: string;
  readonly owner: string | undefined;
  readonly group: string;
  readonly name: string;
  readonly intervalMs: number;
  readonly groupAt: number;
  readonly ruleAt: number;
  readonly kind: 'record' | 'alert';
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** That of the first. */
  readonly original: ProofRule;
  readonly #file: GivenRules;
  readonly #defaultIntervalMs: number;

  constructor(original: ProofRule, renaming: Renaming, file: GivenRules, defaultIntervalMs: number) {
    this.original = original;
    this.path = file.path;
    this.owner = file.owner;
    this.group = renaming.text(original.group);
    this.name = renaming.text(original.name);
    ({ intervalMs: this.intervalMs, groupAt: this.groupAt, ruleAt: this.ruleAt, kind: this.kind, forMs: this.forMs, keepFiringForMs: this.keepFiringForMs } = original);
    this.#file = file;
    this.#defaultIntervalMs = defaultIntervalMs;
  }

  get text(): string {
    return this.#read.text;
  }

  get form(): TextForm {
    return this.#read.form;
  }

  get selectors(): readonly Selector[] {
    return this.#read.selectors;
  }

  get makesLabels(): boolean {
    return this.#read.makesLabels;
  }

  get labels(): Labels {
    return this.#read.labels;
  }

  get certain(): Labels {
    return this.#read.certain;
  }

  get tree(): () => Expr | undefined {
    return this.#read.tree;
  }

  get #read(): ProofRule {
    const found = rulesOf(this.#file, this.#defaultIntervalMs).find(({ groupAt, ruleAt }) => groupAt === this.groupAt && ruleAt === this.ruleAt);
    if (found === undefined) throw new Error(`${this.path} is not as the first of its kind`);
    return found;
  }
}

/** An alert that is that of the first of its kind with other names. */
export class TwinAlert implements ExpectedAlert {
  readonly path: string;
  readonly external: Labels;
  readonly #original: ExpectedAlert;
  readonly #renaming: Renaming;

  constructor(original: ExpectedAlert, renaming: Renaming, path: string) {
    this.path = path;
    this.external = original.external;
    this.#original = original;
    this.#renaming = renaming;
  }

  get group(): string {
    return this.#renaming.text(this.#original.group);
  }

  get name(): string {
    return this.#renaming.text(this.#original.name);
  }

  get own(): Labels {
    return this.#renaming.plain(this.#original.own);
  }

  get labels(): ExpectedLabels {
    return this.#renaming.labels(this.#original.labels);
  }
}
