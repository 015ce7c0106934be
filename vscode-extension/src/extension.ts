import * as vscode from 'vscode';
import { explain, hasPage } from './explain.ts';
import { Images } from './image/images.ts';
import { ImagePanels } from './image/panel.ts';
import { activeDockerfile, DockerfileStatus } from './image/statusbar.ts';
import { dockerfileOf, ImageTree } from './image/tree.ts';
import { Runs } from './runs.ts';
import { openFirst } from './messages.ts';
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
  const images = new Images(running);
  const panels = new ImagePanels(images, extension);
  const tree = new ImageTree(images);
  const register = (name: string, action: (argument?: unknown) => unknown) =>
    vscode.commands.registerCommand(`lambdock.ui.${name}`, action);
  context.subscriptions.push(
    runs,
    running,
    serverStatus(running),
    images,
    panels,
    tree,
    new DockerfileStatus(images),
    vscode.window.registerTreeDataProvider('lambdock.images', tree),
    register('build', (row) => runs.runOn('lambdock.build', chosen(row, panels))),
    register('invoke', (row) => runs.runOn('lambdock.invoke', chosen(row, panels))),
    register('deploy', (row) => runs.runOn('lambdock.deploy', chosen(row, panels))),
    register('image', (row) => {
      const uri = chosen(row, panels);
      if (uri === undefined) {
        void vscode.window.showInformationMessage(openFirst);
      } else {
        panels.open(uri);
      }
    }),
    register('openDockerfile', (row) => {
      const uri = chosen(row, panels);
      return uri === undefined ? undefined : vscode.window.showTextDocument(vscode.Uri.parse(uri));
    }),
    register('showLog', () => {
      runs.log.show();
    }),
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

/** The Dockerfile that a command is for: that of a row of the tree, else that of the active editor or picture. */
function chosen(row: unknown, panels: ImagePanels): string | undefined {
  return dockerfileOf(row) ?? activeDockerfile()?.toString() ?? panels.active;
}

function ruleOf(argument: unknown): string | undefined {
  return typeof argument === 'object' && argument !== null && 'rule' in argument ? String(argument.rule) : undefined;
}
