import * as vscode from 'vscode';
import type { Server } from './server.ts';

interface Template {
  readonly id: string;
  readonly title: string;
}

interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** Leads to a new function: asks what it is written in and where it goes, writes its files, and opens its Dockerfile. */
export async function newProject(server: Server): Promise<void> {
  const client = server.client;
  if (client === undefined) {
    void vscode.window.showErrorMessage('Lambdock does not run.');
    return;
  }
  const { templates } = await client.sendRequest<{ templates: Template[] }>('lambdock/templates');
  const template = await vscode.window.showQuickPick(
    templates.map(({ id, title }) => ({ label: title, description: id, id })),
    { title: 'New Lambda Dockerfile', placeHolder: 'What the function is written in, and what its image stands on' },
  );
  if (template === undefined) {
    return;
  }
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? (await chooseFolder());
  if (root === undefined) {
    return;
  }
  const name = await vscode.window.showInputBox({
    title: 'New Lambda Dockerfile',
    prompt: `The folder of the function, below ${vscode.workspace.asRelativePath(root, true)}`,
    value: 'hello',
    validateInput: (value) =>
      value.trim() === '' || value.startsWith('/') || value.split('/').includes('..')
        ? 'a folder below this one'
        : undefined,
  });
  if (name === undefined) {
    return;
  }
  const folder = vscode.Uri.joinPath(root, name.trim());
  const { files } = await client.sendRequest<{ files: ProjectFile[] }>('lambdock/template', {
    id: template.id,
    name: name.split('/').at(-1) ?? name,
  });
  const there = await existing(folder, files);
  if (there.length > 0) {
    void vscode.window.showErrorMessage(`Nothing was written: ${there.join(', ')} is there already.`);
    return;
  }
  for (const file of files) {
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, file.path), new TextEncoder().encode(file.text));
  }
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'Dockerfile'));
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true });
  return chosen?.[0];
}

async function existing(folder: vscode.Uri, files: readonly ProjectFile[]): Promise<string[]> {
  const there: string[] = [];
  for (const file of files) {
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, file.path));
      there.push(file.path);
    } catch {
      // It is not there.
    }
  }
  return there;
}
