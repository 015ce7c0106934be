import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { runs, webview, write, type Step } from './window.ts';

/** A handler where the runtime does not look, and texts that are no HTML. */
const astray = `FROM public.ecr.aws/lambda/python:3.13 AS build
RUN pip install --target /packages boto3

FROM public.ecr.aws/lambda/python:3.13
ENV GREETING="<img src=x onerror=alert(1)>"
COPY --from=build /packages /srv/packages/
COPY app.py /app/
CMD ["app.handler"]
`;

/** What a person sees of the image of the Dockerfile that is open. */
export function imageSteps(page: Page, root: string): Step[] {
  return [
    ['the status bar says what the Dockerfile is', () => seesTheStatus(page, 'Python 3.13 · 1 problem')],
    ['a click there shows the image', () => seesThePicture(page)],
    ['what is missing is told', () => seesWhatIsMissing(page, root)],
    ['a click on a layer leads to its line', () => followsALayer(page)],
    ['the side bar lists the images', () => seesTheTree(page)],
    ['a light theme suits all of it', () => seesTheTheme(page, root, 'Default Light Modern', '.vs')],
    ['so does high contrast', () => seesTheTheme(page, root, 'Default High Contrast', '.hc-black')],
    ['and the dark theme comes back', () => seesTheTheme(page, root, 'Default Dark Modern', '.vs-dark')],
  ];
}

async function seesTheStatus(page: Page, text: string): Promise<void> {
  await page.locator('.statusbar-item', { hasText: text }).waitFor();
}

async function seesThePicture(page: Page): Promise<void> {
  await page.locator('.statusbar-item', { hasText: 'Python 3.13' }).locator('a').click();
  await webview(page).getByText('Every link is in the image.').waitFor();
  await webview(page).getByRole('heading', { name: 'Layers' }).waitFor();
}

async function seesWhatIsMissing(page: Page, root: string): Promise<void> {
  await write(page, root, astray);
  const frame = webview(page);
  await frame.getByText('The path ends at file of app: /app/app.py.').waitFor();
  await frame.locator('.link.missing').waitFor();
  await frame.getByText('the runtime does not look here').waitFor();
  await frame.getByText('<img src=x onerror=alert(1)>', { exact: true }).waitFor();
  assert.equal(await frame.locator('img').count(), 0, 'a text of the Dockerfile became an element');
}

async function followsALayer(page: Page): Promise<void> {
  await webview(page).getByRole('button', { name: 'COPY app.py /app/' }).click();
  await page.locator('.line-numbers.active-line-number', { hasText: /^7$/ }).waitFor();
}

async function seesTheTree(page: Page): Promise<void> {
  await runs(page, 'View: Show Lambdock');
  const row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text });
  await row('Python 3.13').first().click();
  await row('Start').first().waitFor();
  await row('Stages').first().click();
  await row('final stage').first().waitFor();
  await webview(page).locator('body').press('Control+Home');
}

async function seesTheTheme(page: Page, root: string, theme: string, kind: string): Promise<void> {
  fs.mkdirSync(path.join(root, '.vscode'), { recursive: true });
  fs.writeFileSync(path.join(root, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
  await page.waitForSelector(`.monaco-workbench${kind}`);
  await webview(page).locator('body').first().waitFor();
  await page.waitForTimeout(500);
}
