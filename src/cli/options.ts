import { Option } from 'commander';
import { FORMATS } from './formats.ts';

/** Options that several commands have; each call makes one, since a command keeps its own. */
export function specsOption(): Option {
  return new Option('--specs <folder>', 'folder of the specs').default('slo-specs');
}

export function outOption(): Option {
  return new Option('--out <folder>', 'folder of the output').default('generated');
}

export function strictOption(): Option {
  return new Option('--strict', 'fail on warnings too');
}

export function colorOption(): Option {
  return new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']).default('auto');
}

export function formatOption(): Option {
  return new Option('--format <format>', 'how problems are told; all but text are one document on standard output').choices(FORMATS).default('text');
}
