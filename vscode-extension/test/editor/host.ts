import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import type { CodeServer } from './codeserver.ts';

/** What the tests' own lines begin with. */
const mark = 'in the extension host: ';

const extension = path.resolve(import.meta.dirname, '..', '..');

const dockerfile = `FROM public.ecr.aws/lambda/python:3.13 AS base
RUN yum install -y gcc

FROM base
COPY app.py \${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
`;

/** Runs the tests of the API within the extension host of a window; it fails when one of them does. */
export async function testsInTheHost(browser: Browser, server: CodeServer, folder: string): Promise<void> {
  const tests = path.join(extension, 'dist', 'host', 'index.cjs');
  await build({
    entryPoints: [path.join(extension, 'test', 'host', 'index.ts')],
    outfile: tests,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  const root = path.join(folder, 'host');
  fs.mkdirSync(root);
  fs.writeFileSync(path.join(root, 'Dockerfile'), dockerfile);
  fs.writeFileSync(path.join(root, 'app.py'), 'def handler(event, context):\n    return event\n');
  const page = await browser.newPage();
  try {
    const exit = new Promise<number>((resolve) => {
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (_kind: string, args: unknown[]) => {
      const line = args.map(String).join(' ');
      if (line.startsWith(mark)) {
        console.log(line);
      }
    });
    await page.goto(server.testWindow(root, stagedExtension(), tests));
    const status = await exit;
    if (status !== 0) {
      throw new Error(`the tests in the extension host end with status ${status}`);
    }
  } finally {
    await page.close();
  }
}

function stagedExtension(): string {
  const stage = path.join(extension, 'dist', 'stage');
  return path.join(stage, fs.readdirSync(stage)[0] ?? '');
}
