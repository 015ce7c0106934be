import * as vscode from 'vscode';

/** What a deployment needs to be told in another try. */
export type Need = 'function' | 'role';

/** Asks for what a deployment needs; undefined when the person gave up. */
export async function give(need: Need): Promise<Partial<Record<Need, string>> | undefined> {
  const given = need === 'function' ? await functionName() : await role();
  return given ? { [need]: given } : undefined;
}

function functionName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Deploy',
    prompt: 'The name of the Lambda function, which is created if there is none',
    ignoreFocusOut: true,
  });
}

async function role(): Promise<string | undefined> {
  const create = { label: 'Create a role', description: 'with the basic execution policy' };
  const name = { label: 'Use a role of the account…' };
  const chosen = await vscode.window.showQuickPick([create, name], {
    title: 'Deploy: the role of the new function',
    ignoreFocusOut: true,
  });
  if (chosen !== name) {
    return chosen && 'create';
  }
  return vscode.window.showInputBox({
    title: 'Deploy',
    prompt: 'The name or the ARN of the role',
    ignoreFocusOut: true,
  });
}
