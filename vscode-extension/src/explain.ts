import * as vscode from 'vscode';
import { readPage } from './pages.ts';

/** Shows the page of a rule: of that one, or of the one that a finding at the cursor comes from, or of one that is picked. */
export async function explain(extension: vscode.Uri, named?: string): Promise<void> {
  const folder = vscode.Uri.joinPath(extension, 'rules');
  const wanted = named ?? ruleAtCursor();
  const rule = wanted !== undefined && (await hasPage(extension, wanted)) ? wanted : await pickRule(folder);
  if (rule !== undefined) {
    await vscode.commands.executeCommand('markdown.showPreview', pageOf(folder, rule));
  }
}

/** Reports whether the extension brings the page of a rule; a server of one's own may know more rules. */
export async function hasPage(extension: vscode.Uri, rule: string): Promise<boolean> {
  const page = pageOf(vscode.Uri.joinPath(extension, 'rules'), rule);
  return vscode.workspace.fs.stat(page).then(
    () => true,
    () => false,
  );
}

function pageOf(folder: vscode.Uri, rule: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, `${rule}.md`);
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .find(({ source, range }) => source === 'lambdock' && range.contains(editor.selection.active));
  const code = typeof here?.code === 'object' ? here.code.value : here?.code;
  return code === undefined ? undefined : String(code);
}

async function pickRule(folder: vscode.Uri): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(listRules(folder), {
    title: 'Explain a Rule of Lambdock',
    placeHolder: 'What does it report, and why?',
    matchOnDetail: true,
  });
  return picked?.label;
}

async function listRules(folder: vscode.Uri): Promise<vscode.QuickPickItem[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const pages = await Promise.all(
    entries
      .filter(([name]) => name.endsWith('.md'))
      .map(async ([name]) => {
        const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name));
        return readPage(new TextDecoder().decode(bytes));
      }),
  );
  return pages.filter((page) => page !== undefined).map(({ rule, summary }) => ({ label: rule, detail: summary }));
}
