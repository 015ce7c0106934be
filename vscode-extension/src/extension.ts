import * as vscode from 'vscode';
import { explain, hasPage } from './explain.ts';
import { Runs } from './runs.ts';
import { newProject } from './scaffold.ts';
import { Server } from './server.ts';
import { serverStatus } from './status.ts';

let server: Server | undefined;

/** Starts Lambdock in a window. */
export function activate(context: vscode.ExtensionContext): void {
  const extension = context.extensionUri;
  const running = new Server(extension, {
    executeCommand: async (command, args: unknown[], next): Promise<unknown> => {
      const run = runs.takes(command, args[0]);
      if (run !== undefined) {
        return run;
      }
      const rule = command === 'lambdock.showDocumentation' ? ruleOf(args[0]) : undefined;
      return rule !== undefined && (await hasPage(extension, rule)) ? explain(extension, rule) : next(command, args);
    },
  });
  server = running;
  const runs = new Runs(running);
  const register = (name: string, action: () => unknown) =>
    vscode.commands.registerCommand(`lambdock.ui.${name}`, action);
  context.subscriptions.push(
    runs,
    running,
    serverStatus(running),
    register('build', () => runs.runActive('lambdock.build')),
    register('invoke', () => runs.runActive('lambdock.invoke')),
    register('deploy', () => runs.runActive('lambdock.deploy')),
    register('new', () => newProject(running)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
    register('explain', () => explain(extension)),
    register('showOutput', () => {
      running.output.show();
    }),
    register('restart', () => running.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('lambdock.path')) {
        void running.restart();
      }
    }),
  );
  void running.restart();
}

/** Ends the server with the window. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}

function ruleOf(argument: unknown): string | undefined {
  return typeof argument === 'object' && argument !== null && 'rule' in argument ? String(argument.rule) : undefined;
}
