import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { CodeServer } from './codeserver.ts';
import { runs } from './window.ts';

/** Has the palette begin a function: what it is written in is picked, its folder is named, its Dockerfile opens. */
export async function beginsAFunction(page: Page, root: string): Promise<void> {
  await runs(page, 'Lambdock: New Lambda Dockerfile');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Python' }).first().click();
  await page.getByText('The folder of the function').first().waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('greet');
  await page.keyboard.press('Enter');
  await page.locator('.breadcrumbs-control', { hasText: 'greet' }).first().waitFor();
  const written = fs.readdirSync(path.join(root, 'greet'));
  assert.ok(written.includes('Dockerfile') && written.includes('.dockerignore'), written.join(' '));
  await page.locator('.statusbar-item', { hasText: 'OK' }).waitFor();
}

/** Opens a window whose setting names a server that is not there: a message says what to do, and leads to the setting. */
export async function missesTheServer(
  browser: Browser,
  server: CodeServer,
  folder: string,
  shot: string,
): Promise<void> {
  const root = path.join(folder, 'missing');
  fs.mkdirSync(path.join(root, '.vscode'), { recursive: true });
  fs.writeFileSync(path.join(root, 'Dockerfile'), 'FROM public.ecr.aws/lambda/python:3.13\n');
  fs.writeFileSync(path.join(root, '.vscode', 'settings.json'), '{"lambdock.path": "/nowhere/lambdock"}');
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(90_000);
  try {
    await page.goto(server.window(root, 'Dockerfile'));
    const message = page.locator('.notification-list-item', { hasText: 'names /nowhere/lambdock, which is no file' });
    await page.locator('#status\\.notifications').click(); // a window without the focus keeps its messages there
    await message.waitFor();
    await page.screenshot({ path: shot });
    await message.locator('.monaco-button', { hasText: 'Open Settings' }).click();
    await page.locator('.settings-editor').waitFor();
  } finally {
    await page.close();
  }
}
