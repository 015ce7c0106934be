import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Suite, Test } from 'mocha';
import * as vscode from 'vscode';

/** Long enough for a first window on a busy machine. */
const patience = 50_000;

/** Has the test's runner print a line. */
export function say(line: string): void {
  console.log(`${mark}${line}`);
}

/** What the lines of the tests begin with, among all that a window logs. */
const mark = 'in the extension host: ';

/** The tests, added to a suite of Mocha’s. */
export function suite(root: Suite): void {
  const tests: Record<string, () => Promise<void>> = {
    'starts with a Dockerfile, and registers its commands': starts,
    'reports what would break': reports,
    'is not held up by a program that never answers': outlivesSilence,
    'mends it with a code action': mends,
    'completes tags, the newest first': completes,
    'explains the base image': explains,
    'leads from the handler to its function': leads,
    'notices a file that changes outside the editor': notices,
    'shows the image in a tab of its own': showsTheImage,
    'renames a stage everywhere': renames,
  };
  for (const [title, body] of Object.entries(tests)) {
    root.addTest(new Test(title, body));
  }
}

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');
const dockerfile = () => vscode.Uri.joinPath(folder(), 'Dockerfile');

async function starts(): Promise<void> {
  const extension = vscode.extensions.getExtension('lambdock.lambdock');
  assert.ok(extension !== undefined, 'the extension is not there');
  const began = performance.now();
  await extension.activate();
  say(`activated in ${Math.round(performance.now() - began)} ms`);
  const commands = await vscode.commands.getCommands(true);
  for (const { command } of (extension.packageJSON as { contributes: { commands: { command: string }[] } }).contributes
    .commands) {
    assert.ok(commands.includes(command), `${command} is not registered`);
  }
}

/** The rules of what is found in the Dockerfile. */
function found(): string[] {
  return vscode.languages
    .getDiagnostics(dockerfile())
    .filter(({ source }) => source === 'lambdock')
    .map(({ code }) => String(typeof code === 'object' ? code.value : code));
}

async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patience; !(await holds());) {
    assert.ok(Date.now() < end, `${what}: it did not come about; found ${found().join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function reports(): Promise<void> {
  await vscode.window.showTextDocument(dockerfile());
  await eventually('a finding', () => found().length > 0);
  assert.deepEqual(found(), ['yum-on-al2023']);
}

async function outlivesSilence(): Promise<void> {
  const silent = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'lambdock-silent-')), 'lambdock');
  fs.writeFileSync(silent, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
  const settings = vscode.workspace.getConfiguration('lambdock');
  await settings.update('path', silent, vscode.ConfigurationTarget.Global);
  try {
    await eventually('no server, so no finding', () => found().length === 0);
  } finally {
    await settings.update('path', undefined, vscode.ConfigurationTarget.Global);
  }
  await eventually('the findings of the server that is back', () => found().length > 0);
}

async function mends(): Promise<void> {
  const [diagnostic] = vscode.languages.getDiagnostics(dockerfile());
  assert.ok(diagnostic !== undefined);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    dockerfile(),
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
    10,
  );
  const fix = actions.find(({ title }) => title.startsWith('Use dnf'));
  assert.ok(fix !== undefined, `offered: ${actions.map(({ title }) => title).join(', ')}`);
  assert.ok(fix.edit !== undefined && (await vscode.workspace.applyEdit(fix.edit)));
  await eventually('no finding', () => found().length === 0);
  await vscode.workspace.saveAll();
  assert.match(fs.readFileSync(dockerfile().fsPath, 'utf8'), /RUN dnf install/);
}

function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(text));
}

async function completes(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(dockerfile());
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    dockerfile(),
    positionOf(document, ':3.13').translate(0, 1),
  );
  const tags = list.items
    .toSorted((a, b) => (a.sortText ?? '').localeCompare(b.sortText ?? ''))
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
  assert.ok(tags.includes('3.13') && tags.indexOf('3.14') < tags.indexOf('3.13'), tags.join(' '));
}

async function explains(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(dockerfile());
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    dockerfile(),
    positionOf(document, 'lambda/python'),
  );
  const text = hovers.flatMap(({ contents }) =>
    contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : '')),
  );
  assert.match(text.join('\n'), /Amazon Linux 2023/);
}

async function leads(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(dockerfile());
  const links = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    dockerfile(),
    positionOf(document, 'app.handler'),
  );
  const [target] = links.map((link) => ('targetUri' in link ? link.targetUri : link.uri));
  assert.equal(target?.fsPath, path.join(folder().fsPath, 'app.py'));
}

async function notices(): Promise<void> {
  const app = path.join(folder().fsPath, 'app.py');
  const before = fs.readFileSync(app, 'utf8');
  fs.writeFileSync(app, before.replace('def handler', 'def other'));
  await eventually('a finding about the handler', () => found().includes('handler-function-not-found'));
  fs.writeFileSync(app, before);
  await eventually('no finding', () => found().length === 0);
}

async function showsTheImage(): Promise<void> {
  await vscode.window.showTextDocument(dockerfile());
  await vscode.commands.executeCommand('lambdock.ui.image');
  const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  await eventually('a tab', () =>
    tabs().some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('lambdock.image')),
  );
}

async function renames(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(dockerfile());
  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    dockerfile(),
    positionOf(document, 'base\n'),
    'packages',
  );
  assert.equal(edit.get(dockerfile()).length, 2);
}
