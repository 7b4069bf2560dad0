import { InvalidArgumentError, Option } from 'commander';
import { FORMATS } from './formats.ts';

/** Options that several commands have; each call makes one, since a command keeps its own. */
export function specsOption(): Option {
  return new Option('--specs <folder>', 'folder of the specs').default('slo-specs');
}

/** Where the output that is deployed goes. */
export const DEFAULT_OUT = 'generated';

export function outOption(): Option {
  return new Option('--out <folder>', 'folder of the output').default(DEFAULT_OUT);
}

export function timeScaleOption(what: string): Option {
  return new Option('--time-scale <number>', what).argParser((text) => {
    const scale = Number(text);
    if (!/^[0-9]+$/.test(text) || scale < 2) throw new InvalidArgumentError('expected a whole number of at least 2, such as 60');
    return scale;
  });
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
