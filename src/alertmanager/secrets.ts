import { problem, Sink } from '../diagnostics/diagnostic.ts';
import type { BaseFile } from './config.ts';
import { FieldReader, isNull, type Solid } from './fields.ts';
import { isSecretUrl, SECRET_FIELDS, WEBHOOK_URL, type SecretField, type Version } from './secret-fields.ts';

/** What the declared Alertmanager can read, and what the Routing allows. */
export interface SecretPolicy {
  readonly version: Version;
  /** Fields as messages name them, or the last parts of such a name: `telegram_configs.bot_token`, `bot_token`. */
  readonly allowInlineSecrets: readonly string[];
}

/**
 * Refuses secrets that stand in the base: they would be committed with the generated configuration.
 * A field is let through only where the Routing allows it and the declared Alertmanager reads no file for it.
 */
export function checkSecrets(base: BaseFile, policy: SecretPolicy, sink: Sink): void {
  // What cannot be read was reported when the base was.
  const reader = new FieldReader(base.source, new Sink());
  const visit = (node: Solid, path: readonly string[]): void => {
    if (node.kind === 'sequence') {
      for (const item of node.items) {
        const solid = reader.solid(item);
        if (solid !== undefined) visit(solid, path);
      }
    } else if (node.kind === 'mapping') {
      for (const [name, { value }] of reader.fields(node)) visit(value, [...path, name]);
    } else if (!isNull(node) && node.text !== '') {
      const field = secretAt(path, node.text);
      if (field === undefined || isAllowed(field, path, policy)) return;
      sink.report(problem('TOC608', `\`${path.join('.')}\` holds a secret`, { at: { source: base.source, span: node }, help: advice(field, path, policy) }));
    }
  };
  const root = reader.fields(base.tree);
  for (const name of ['global', 'receivers']) {
    const field = root.get(name);
    if (field !== undefined) visit(field.value, name === 'global' ? [name] : []);
  }
}

function secretAt(path: readonly string[], text: string): SecretField | undefined {
  const [parent, name] = [path.at(-2) ?? '', path.at(-1) ?? ''];
  const field = Object.hasOwn(SECRET_FIELDS, parent) ? SECRET_FIELDS[parent] : undefined;
  if (field !== undefined && Object.hasOwn(field, name)) return field[name];
  if (!isSecretUrl(text)) return undefined;
  if (parent === 'webhook_configs' && name === 'url') return WEBHOOK_URL;
  return /(?:^|_)url$/.test(name) ? { instead: 'give an address without credentials in it' } : undefined;
}

function isAllowed(field: SecretField, path: readonly string[], policy: SecretPolicy): boolean {
  if (readsFile(field, policy.version)) return false;
  const name = path.join('.');
  return policy.allowInlineSecrets.some((allowed) => name === allowed || name.endsWith(`.${allowed}`));
}

function readsFile({ since }: SecretField, version: Version): boolean {
  return since !== undefined && (version.major > since.major || (version.major === since.major && version.minor >= since.minor));
}

function advice(field: SecretField, path: readonly string[], policy: SecretPolicy): string {
  const { file, since, instead } = field;
  if (readsFile(field, policy.version)) return `write it to a file that only Alertmanager reads, and name that file in \`${file ?? ''}\``;
  const allow = `list \`${path.join('.')}\` under \`allowInlineSecrets\` of the Routing`;
  const { major, minor } = policy.version;
  return since === undefined
    ? `${instead ?? 'keep it out of the file'}, or ${allow}`
    : `Alertmanager ${major}.${minor} reads no file for it (\`${file ?? ''}\` exists from ${since.major}.${since.minor} on): upgrade, or ${allow}`;
}
