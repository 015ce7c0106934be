import * as vscode from 'vscode';
import type { Document, Place } from './document.ts';

/** The folder that the paths of an image are relative to. */
export function rootOf(dockerfile: vscode.Uri, document: Document): vscode.Uri {
  const up = document.dockerfile.split('/').map(() => '..');
  return vscode.Uri.joinPath(dockerfile, ...up);
}

/** The arguments of the command that opens a place: `vscode.open`. */
export function openArguments(root: vscode.Uri, place: Place): [vscode.Uri, vscode.TextDocumentShowOptions] {
  const selection = new vscode.Range(
    place.startLine - 1,
    place.startColumn - 1,
    place.startLine - 1,
    place.startColumn - 1,
  );
  return [vscode.Uri.joinPath(root, place.file), { selection }];
}

/** Opens a place, beside what asks for it. Nothing outside the folder is opened. */
export async function open(root: vscode.Uri, place: Place): Promise<void> {
  const [file, options] = openArguments(root, place);
  if (!file.path.startsWith(`${root.path}/`)) {
    return;
  }
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === file.toString());
  try {
    await vscode.window.showTextDocument(file, { ...options, viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One });
  } catch (error) {
    // It may have been deleted since the picture was drawn.
    void vscode.window.showErrorMessage(`${place.file} cannot be opened: ${String(error)}`);
  }
}
