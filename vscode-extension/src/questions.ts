import * as vscode from 'vscode';

/** A question of a run, as the server asks it. */
interface Question {
  readonly message: string;
  readonly detail?: string;
  readonly answers?: readonly string[];
}

/** Puts a question before the person; one with a detail is not to be overlooked. Null is no answer. */
export async function ask({ message, detail, answers }: Question): Promise<string | null> {
  return (await answer(message, detail, answers)) ?? null;
}

function answer(message: string, detail?: string, answers?: readonly string[]): Thenable<string | undefined> {
  if (answers === undefined) {
    return vscode.window.showInputBox({ prompt: message, ignoreFocusOut: true });
  }
  return detail === undefined
    ? vscode.window.showQuickPick(answers, { title: message, ignoreFocusOut: true })
    : vscode.window.showInformationMessage(message, { modal: true, detail: inProse(detail) }, ...answers);
}

/** Columns do not line up in a dialog's font. */
function inProse(table: string): string {
  return table.replaceAll(/ {2,}/g, ': ');
}
