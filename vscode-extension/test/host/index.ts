/** What VS Code runs in its extension host: the tests of the extension by way of the API that it meets there. */
import Mocha from 'mocha';
import { say, suite } from './extension.test.ts';

/** Runs the tests; it fails with how many failed. */
export function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 60_000, reporter: Lines });
  suite(mocha.suite);
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures === 0) {
        resolve();
      } else {
        reject(new Error(`${failures} tests failed`));
      }
    });
  });
}

/** A line for each test: colors and columns are lost on the way out of a window. */
class Lines extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    runner.on('pass', ({ title, duration = 0 }) => {
      say(`ok: ${title} (${duration} ms)`);
    });
    runner.on('fail', ({ title }, error: unknown) => {
      say(`FAILED: ${title}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
  }
}
