import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/support/closing-line-reporter.ts';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/seed.ts'],
    pool: 'forks',
    // No test changes its process: what one file has loaded and compiled serves the next, which spares a fifth of all work.
    isolate: false,
    // One more than the cores of a small machine: some tests only wait.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // The engines are written in Go: a fourth less work for promtool, for some memory.
    env: { GOGC: process.env['GOGC'] ?? '400' },
    // Milliseconds. They end what hangs and judge nothing: a busy machine may be many times slower than an idle one.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 10_000,
    allowOnly: !process.env['CI'],
    passWithNoTests: false,
    reporters: ['default', new ClosingLineReporter()],
  },
});
