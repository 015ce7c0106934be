import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** What a function is invoked with: JSON, or a kind of event that the server makes up. */
export interface ChosenEvent {
  readonly event?: unknown;
  readonly sample?: string;
}

interface Choice extends vscode.QuickPickItem {
  readonly file?: vscode.Uri;
  readonly sample?: string;
}

/** At most so many files are offered. */
const mostFiles = 50;

let last: string | undefined;

/** Asks for an event: a file of the workspace, or one of AWS's services that is made up; what was used last comes first. */
export async function chooseEvent(client: LanguageClient): Promise<ChosenEvent | undefined> {
  const { kinds } = await client.sendRequest<{ kinds: string[] }>('lambdock/events');
  const files = await vscode.workspace.findFiles(
    '**/{events/*,event,*event*,*Event*}.json',
    '**/node_modules/**',
    mostFiles,
  );
  const choices: Choice[] = [
    { label: '{}', description: 'an empty event' },
    ...files.map((file) => ({ label: vscode.workspace.asRelativePath(file), description: 'a file', file })),
    ...kinds.map((kind) => ({ label: kind, description: 'made up', sample: kind })),
  ];
  choices.sort((a, b) => Number(b.label === last) - Number(a.label === last));
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: 'The event to invoke the function with' });
  if (chosen === undefined) {
    return undefined;
  }
  last = chosen.label;
  if (chosen.sample !== undefined) {
    return { sample: chosen.sample };
  }
  return { event: chosen.file === undefined ? {} : await read(chosen.file) };
}

async function read(file: vscode.Uri): Promise<unknown> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${vscode.workspace.asRelativePath(file)} is not JSON: ${String(error)}`, { cause: error });
  }
}
