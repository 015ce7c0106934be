import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** A step of a test: what a person does and sees, in words, and how it is done. */
export type Step = readonly [string, () => Promise<void>];

/** Writes the Dockerfile on the disk, and waits until the editor has it. */
export async function write(page: Page, root: string, text: string): Promise<void> {
  fs.writeFileSync(path.join(root, 'Dockerfile'), text);
  const second = text.split('\n')[1]?.split(' ')[0] ?? '';
  await page.locator('.view-line', { hasText: second }).first().waitFor();
  await page.waitForTimeout(1500);
}

/** Saves the active editor. */
export async function saves(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.waitForFunction(() => document.querySelector('.tab.active.dirty') === null);
}

/** A lens above the code. */
export function lens(page: Page, title: string): Locator {
  return page.locator('.codelens-decoration a', { hasText: title });
}

/** The content of the one webview that is shown. */
export function webview(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

/** Carries a command of the palette out. */
export async function runs(page: Page, command: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill(`>${command}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: command }).first().waitFor();
  await page.keyboard.press('Enter');
}
