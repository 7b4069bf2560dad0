/** Names that `--only` asks for: `*` stands for any characters, everything else for itself. */
export function namePatterns(only: readonly string[]): readonly RegExp[] {
  return only.map((text) => new RegExp(`^${text.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*')}$`));
}
