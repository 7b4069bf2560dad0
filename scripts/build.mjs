// Builds `dist/`: the tool with the packages it uses in a few files, since opening 350 modules takes longer than checking
// the specs; and the schemas of its output as programs. Types are checked before, by `npm run build`.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url);
const dist = new URL('dist/', root);

const bundle = await rolldown({
  cwd: root.pathname,
  input: { main: 'src/main.ts', 'bundle/validators': 'src/conformance/validators.ts' },
  platform: 'node',
  // Loaded only when something needs them, by their names.
  external: [/^re2js/, /^ajv/, /^handlebars/],
});
// As deep as the modules of `src/`, which find the schemas and each other by relative paths.
const { output } = await bundle.write({ dir: dist.pathname, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'bundle/[name].js' });

const kept = new Set([...output.map(({ fileName }) => join(fileName)), 'LICENCES.txt']);

const { CONFORMANCE_KINDS, validatorModule } = await import(new URL('bundle/validators.js', dist).href);
for (const kind of CONFORMANCE_KINDS) {
  const { name, code } = validatorModule(kind);
  writeFileSync(new URL(`bundle/${name}`, dist), code);
  kept.add(join('bundle', name));
}

// Who copies a package copies its licence.
const packages = new Set(output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : [])).flatMap((id) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []));
const licences = [...packages].sort().map((name) => {
  const folder = new URL(`node_modules/${name}/`, root);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name}\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
});
writeFileSync(new URL('LICENCES.txt', dist), `This folder holds code of these packages.\n\n${licences.join(`\n${'-'.repeat(80)}\n\n`)}`);

// Not emptied at first: a command that runs meanwhile may still load a part of itself.
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(path.slice(dist.pathname.length))) rmSync(path);
}
for (const entry of readdirSync(dist, { withFileTypes: true })) {
  if (entry.isDirectory() && entry.name !== 'bundle') rmSync(new URL(entry.name, dist), { recursive: true });
}
