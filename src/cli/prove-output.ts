import { readAlertmanagerFile } from '../alertmanager/base.ts';
import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import { ALERTMANAGER_FILE, type Output } from '../compile/back.ts';
import { Sink, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { ExpectedFile } from '../drift/on-disk.ts';
import { PAGE_FIRST_LINE } from '../emit/header.ts';
import type { Model } from '../model/model.ts';
import { proofProblems } from '../proof/findings.ts';
import type { PlacedText } from '../proof/kinds.ts';
import { prove, type Proof } from '../proof/prove.ts';
import { readRules, type RulesRead } from '../proof/read-rules.ts';
import { renderCoverageMarkdown } from '../report/coverage-markdown.ts';
import { placed } from './given-rules.ts';

/** Where the matrix is written, below the output folder. */
export const COVERAGE_FILE = 'COVERAGE.md';

/** What was proved of the texts that are about to be written. */
export interface ProvedOutput {
  readonly proof: Proof;
  readonly problems: readonly Diagnostic[];
  /** The matrix as a file. */
  readonly page: ExpectedFile;
}

/** Rules and routes read back as texts. */
export interface OutputRead extends RulesRead {
  readonly config: AlertmanagerConfig;
  readonly sources: ReadonlyMap<string, Source>;
}

/** Reads back what is about to be written, as text; nothing where no Routing says how alerts reach people, or two files have one path. */
export function readOutputBack(model: Model, output: Output): OutputRead | undefined {
  const files = new Map(output.files.map((file) => [file.path, file]));
  // Of two files of one path one is lost: the writer refuses them, and nothing can be said of what would be there.
  if (files.size < output.files.length) return undefined;
  const routes = files.get(ALERTMANAGER_FILE)?.text;
  const config = routes === undefined ? undefined : readAlertmanagerFile({ path: ALERTMANAGER_FILE, text: routes }, new Sink());
  if (config === undefined) return undefined;
  // Texts are put together when they are asked for.
  const texts = output.rules.map((facts): PlacedText => ({ path: facts.path, ...placed(facts, model), get text() { return files.get(facts.path)?.text ?? ''; } }));
  return { ...readRules(model, texts, () => undefined), config, sources: new Map(texts.map((one) => [one.path, one])) };
}

/** Reads back what is about to be written and proves it; nothing where it cannot be read back. */
export function proveOutput(model: Model, output: Output, today: string): ProvedOutput | undefined {
  const read = readOutputBack(model, output);
  if (read === undefined) return undefined;
  const { rules, kinds, config, sources } = read;
  const proof = prove({ model, rules, kinds, config, from: Date.parse(`${today}T00:00Z`) });
  const page = { path: COVERAGE_FILE, text: `${PAGE_FIRST_LINE}\n\n${renderCoverageMarkdown(proof.cells, model.settings.project)}` };
  return { proof, problems: proofProblems(model, proof, { rules, kinds, sources }), page };
}
