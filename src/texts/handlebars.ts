import { createRequire } from 'node:module';
import type Handlebars from 'handlebars';

type Engine = ReturnType<typeof Handlebars.create>;

/** Templates that were compiled; every instance of a contract renders the same few. */
const compiled = new Map<string, HandlebarsTemplateDelegate>();

let loaded: Engine | undefined;

/** Handlebars in one file. It takes as long to load as a small project to check, and most texts have none but plain variables. */
function engine(): Engine {
  loaded ??= (createRequire(import.meta.url)('handlebars/dist/handlebars.min.js') as typeof Handlebars).create();
  return loaded;
}

/** A template, strict: what it names must be there, and nothing is escaped. Throws what Handlebars finds wrong, when it is rendered at the latest. */
export function template(text: string): HandlebarsTemplateDelegate {
  const known = compiled.get(text) ?? engine().compile(text, { strict: true, noEscape: true, knownHelpersOnly: true });
  compiled.set(text, known);
  return known;
}
