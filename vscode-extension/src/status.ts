import * as vscode from 'vscode';
import { versionAndSource } from './messages.ts';
import type { Server, ServerState } from './server.ts';

/** Shows, beside the language of a Dockerfile, which server runs and where it came from. */
export function serverStatus(server: Server): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('lambdock.server', { language: 'dockerfile' });
  item.name = 'Lambdock';
  const show = (state: ServerState) => {
    item.busy = state.kind === 'starting';
    item.severity =
      state.kind === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    switch (state.kind) {
      case 'running':
        item.text = versionAndSource(state.version, state.binary);
        item.detail = state.binary.file;
        item.command = { title: 'Show Output', command: 'lambdock.ui.showOutput' };
        break;
      case 'failed':
        item.text = 'Lambdock does not run';
        item.detail = state.message;
        item.command = { title: 'Restart', command: 'lambdock.ui.restart' };
        break;
      case 'starting':
        item.text = 'Lambdock starts';
        item.detail = undefined;
        item.command = undefined;
        break;
      case 'stopped':
        item.text = 'Lambdock is stopped';
        item.detail = undefined;
        item.command = { title: 'Restart', command: 'lambdock.ui.restart' };
    }
  };
  show(server.state);
  return vscode.Disposable.from(item, server.onDidChangeState(show));
}
