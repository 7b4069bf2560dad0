import { writeSync } from 'node:fs';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/**
 * Ends the output with `N passed, N failed, N skipped`, alone on the last line, whatever happens to the run.
 * Unlike vitest's own summary it counts as failed what stops tests from running: a file that does not load,
 * an error outside of any test, a set-up that throws, and a run of no tests at all.
 */
export class ClosingLineReporter implements Reporter {
  // Until a run ends, the set-up counts as failed.
  #passed = 0;
  #failed = 1;
  #skipped = 0;

  onInit(vitest: Vitest): void {
    if (vitest.config.watch) return;
    // At exit, since vitest and the set-up may still write after the run's end.
    process.once('exit', () => {
      if (this.#failed > 0) process.exitCode ||= 1;
      writeSync(1, `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#passed = 0;
    this.#failed = unhandledErrors.length;
    this.#skipped = 0;
    for (const module of modules) this.#count(module);
    if (this.#passed + this.#failed === 0) {
      process.stderr.write('No test was run: that is a failure.\n');
      this.#failed = 1;
    }
  }

  #count(module: TestModule): void {
    let failedTests = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') this.#passed += 1;
      else if (state === 'failed') failedTests += 1;
      else if (state === 'pending' || isRequired(module)) failedTests += 1;
      else this.#skipped += 1;
    }
    // A file that does not load, or whose hooks fail, may hold no failed test.
    this.#failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests;
  }
}

/** Where engines are required, a skipped engine test is a check that was not made. */
function isRequired(module: TestModule): boolean {
  return Boolean(process.env['TOCSIN_REQUIRE_ENGINES']) && module.relativeModuleId.startsWith('test/engine/');
}
