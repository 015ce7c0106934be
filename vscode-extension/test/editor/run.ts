/** Has a person's eyes and hands, Chromium driven by Playwright, use the packaged extension in a real VS Code. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { CodeServer, findCodeServer } from './codeserver.ts';
import { beginsAFunction, missesTheServer } from './guided.ts';
import { testsInTheHost } from './host.ts';
import { imageSteps } from './image.ts';
import { lens, saves, webview, write, type Step } from './window.ts';

const extension = path.resolve(import.meta.dirname, '..', '..');
const repository = path.dirname(extension);
const patience = 90_000;

const dockerfile = `FROM public.ecr.aws/lambda/python:3.13
RUN yum install -y gcc
COPY app.py \${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
`;

/** Makes a project with one mistake in it. */
function project(folder: string): string {
  const root = path.join(folder, 'project');
  fs.mkdirSync(root);
  fs.writeFileSync(path.join(root, 'Dockerfile'), dockerfile);
  fs.writeFileSync(path.join(root, 'app.py'), 'def handler(event, context):\n    """Answers."""\n    return event\n');
  return root;
}

/** Opens a window on a project, from which nothing but the server of VS Code is reached. */
async function open(page: Page, server: CodeServer, root: string): Promise<void> {
  await page.route('**/*', (route) =>
    new URL(route.request().url()).hostname === '127.0.0.1' ? route.continue() : route.abort(),
  );
  await page.goto(server.window(root, 'Dockerfile'));
  await page.waitForSelector('.tab.active[data-resource-name="Dockerfile"]');
}

async function seesTheSquiggle(page: Page): Promise<void> {
  await page.waitForSelector('.monaco-editor .squiggly-error');
}

/** Points at the base image until the hover shows: a lens that comes meanwhile moves the line away. */
async function seesTheHover(page: Page): Promise<void> {
  const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: 'Amazon Linux 2023' });
  for (let tries = 0; tries < 20 && !(await hover.isVisible()); tries++) {
    await page.mouse.move(800, 500);
    await page.locator('.view-line', { hasText: 'FROM' }).locator('span', { hasText: 'lambda/python' }).last().hover();
    await hover.waitFor({ timeout: 4000 }).catch(() => undefined);
  }
  await hover.waitFor({ timeout: 1000 });
}

/** Asks for the quick fixes until their menu opens: now and then the keys are swallowed. */
async function appliesTheFix(page: Page, root: string): Promise<void> {
  await page.keyboard.press('Escape'); // the hover
  await page.locator('.view-line', { hasText: 'yum' }).first().click();
  await page.keyboard.press('Home');
  for (let n = 0; n < 'RUN y'.length; n++) {
    await page.keyboard.press('ArrowRight');
  }
  const menu = page.locator('.action-widget .monaco-list-row', { hasText: 'Use dnf' });
  for (let tries = 0; tries < 10 && !(await menu.isVisible()); tries++) {
    await page.keyboard.press('Control+.');
    await menu.waitFor({ timeout: 5000 }).catch(() => undefined);
  }
  await menu.waitFor();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.monaco-editor .squiggly-error', { state: 'detached' });
  await saves(page);
  assert.match(fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8'), /RUN dnf install -y gcc/);
}

async function seesTheServerComeBack(page: Page): Promise<void> {
  const before = servers();
  assert.ok(before.length > 0, 'no server runs');
  for (const pid of before) {
    process.kill(pid, 'SIGKILL');
  }
  for (let tries = 0; servers().length === 0 || servers().some((pid) => before.includes(pid)); tries++) {
    assert.ok(tries < patience / 100, 'the server does not come back');
    await page.waitForTimeout(100);
  }
  await page.locator('.view-line', { hasText: 'dnf' }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.type(' && yum clean all');
  await seesTheSquiggle(page);
  await saves(page);
}

/** Types a tag until it is completed, and saves it. */
async function completesATag(page: Page, root: string): Promise<void> {
  const before = fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8');
  await write(page, root, before.replace(/:3\.\d+/, ''));
  await page.locator('.view-line', { hasText: 'FROM' }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.type(':3.13');
  await page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: '3.13' }).waitFor();
  await page.screenshot({ path: path.join(shots, 'tags.png') });
  await page.keyboard.press('Enter');
  await saves(page);
  assert.equal(fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8'), before);
}

/** The language servers of this test. */
function servers(): number[] {
  const found = spawnSync('pgrep', ['-f', `${profile}.*lambdock lsp`], { encoding: 'utf8' });
  return found.stdout.split('\n').filter(Boolean).map(Number);
}

/** Where an engine is installed, the runs stand above the Dockerfile; there is none that answers here, and a terminal says so. */
async function seesTheRuns(page: Page): Promise<void> {
  if (spawnSync('docker', ['--version']).status !== 0) {
    console.log('skipped: the lenses of runs, which need an engine’s client');
    return;
  }
  await lens(page, 'Build image').click();
  await page.waitForSelector('.terminal-wrapper.active');
  await page.getByText('is installed and does not answer').first().waitFor();
}

/** What is on the terminal, as its accessible rows have it. */
async function terminalShows(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

/** With an engine that answers: the build fails on its line, passes once that is mended, and an invocation is answered. */
async function buildsAndInvokes(page: Page, root: string): Promise<void> {
  await write(page, root, 'FROM public.ecr.aws/lambda/python:3.13\nRUN exit 3\nCOPY app.py ./\nCMD ["app.handler"]\n');
  await lens(page, 'Build image').click();
  await page.waitForSelector('.monaco-editor .squiggly-error');
  await terminalShows(page, 'failed');
  await write(page, root, 'FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCMD ["app.handler"]\n');
  await lens(page, 'Build image').click();
  await lens(page, 'built,').waitFor();
  await webview(page).getByText('built, ').first().waitFor();
  await lens(page, 'Invoke locally').click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'an empty event' }).click();
  await lens(page, 'answered in').waitFor();
}

/** With an AWS that stands in for the real one: a function that no file names is asked for, the plan is declined, then confirmed. */
async function deploys(page: Page): Promise<void> {
  await asksForThePlan(page);
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Cancel' }).click();
  await page.locator('.statusbar-item', { hasText: 'Deploy:' }).waitFor({ state: 'detached' });
  await asksForThePlan(page);
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Deploy' }).click();
  await lens(page, 'deployed version 1').waitFor();
}

async function asksForThePlan(page: Page): Promise<void> {
  await lens(page, 'Deploy').click();
  await page.getByText('The name of the Lambda function').first().waitFor();
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Create a role' }).click();
  await page.locator('.monaco-dialog-box', { hasText: 'hello, is created' }).waitFor();
}

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'lambdock-vscode-'));
const shots = path.join(extension, 'dist', 'screenshots');
fs.mkdirSync(shots, { recursive: true });
const vsix = fs.readdirSync(path.join(extension, 'dist')).find((name) => name.endsWith('.vsix'));
assert.ok(vsix !== undefined, 'the extension is not packaged');

const begin = performance.now();
const server = await CodeServer.start(
  findCodeServer(repository),
  profile,
  path.join(extension, 'dist', vsix),
  8931,
  'Default Dark Modern',
);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(patience);
try {
  const root = project(profile);
  const steps: Step[] = [
    ['a Dockerfile is opened', () => open(page, server, root)],
    ['a squiggle is under the mistake', () => seesTheSquiggle(page)],
    ['a hover tells of the base image', () => seesTheHover(page)],
    ['a quick fix mends it, and it is saved', () => appliesTheFix(page, root)],
    ['a server that is killed comes back', () => seesTheServerComeBack(page)],
    ['a tag is completed', () => completesATag(page, root)],
    ...imageSteps(page, root),
    process.env.LAMBDOCK_TEST_ENGINE_DIR === undefined
      ? ['a lens runs something in a terminal', () => seesTheRuns(page)]
      : ['an engine builds and invokes', () => buildsAndInvokes(page, root)],
    ...(process.env.AWS_ENDPOINT_URL === undefined
      ? []
      : [['a function is deployed after a question', () => deploys(page)] satisfies Step]),
    ['a function is begun', () => beginsAFunction(page, root)],
  ];
  for (const [name, step] of steps) {
    const started = performance.now();
    await step();
    await page.screenshot({ path: path.join(shots, `${name.replaceAll(/\W+/g, '-')}.png`) });
    console.log(`ok: ${name} (${String(Math.round(performance.now() - started))} ms)`);
  }
  await page.close();
  await missesTheServer(browser, server, profile, path.join(shots, 'missing.png'));
  console.log('ok: a server that is missing is told, with what to do');
  await testsInTheHost(browser, server, profile);
  console.log(`a real VS Code was used in ${String(Math.round((performance.now() - begin) / 1000))} s`);
} catch (error) {
  await page.screenshot({ path: path.join(shots, 'failed.png') }).catch(() => undefined);
  console.error(server.log);
  throw error;
} finally {
  await browser.close();
  server.stop();
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
