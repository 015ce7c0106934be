import * as vscode from 'vscode';
import { wrongFolder } from './folders.ts';
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
  const root = await chooseFolder();
  if (root === undefined) {
    return;
  }
  const given = await vscode.window.showInputBox({
    title: 'New Lambda Dockerfile',
    prompt: `The folder of the function, below ${vscode.workspace.asRelativePath(root, true)}`,
    value: 'hello',
    validateInput: wrongFolder,
  });
  if (given === undefined) {
    return;
  }
  const parts = given.trim().split(/[\\/]/);
  const folder = vscode.Uri.joinPath(root, ...parts);
  const { files } = await client.sendRequest<{ files: ProjectFile[] }>('lambdock/template', {
    id: template.id,
    name: parts.at(-1),
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
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 0) {
    return folders.length === 1 ? folders[0]?.uri : (await vscode.window.showWorkspaceFolderPick())?.uri;
  }
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
