import * as vscode from 'vscode';
import { CancellationTokenSource } from 'vscode';
import { chooseEvent } from './events.ts';
import { isRunCommand, openFirst, terminalText, untrusted, type RunArgument, type RunCommand } from './messages.ts';
import { ask } from './questions.ts';
import type { Server } from './server.ts';

const titles: Record<RunCommand, string> = {
  'lambdock.build': 'Build image',
  'lambdock.invoke': 'Invoke locally',
  'lambdock.deploy': 'Deploy',
};

/** A piece of the log of a run, as the server sends it. */
interface Logged {
  readonly uri: string;
  readonly command: string;
  readonly text: string;
}

/** Of a terminal that ends sooner, in milliseconds, VS Code says that it failed to start. */
const briefest = 600;

/** What every run answers; the rest depends on what was run. */
interface Ended {
  readonly ok: boolean;
  readonly response?: unknown;
  readonly error?: string;
}

/** Builds, invocations and deployments: the server runs them, a terminal shows their log, and Ctrl-C there cancels them. */
export class Runs implements vscode.Disposable {
  readonly #server: Server;
  /** What the last run wrote; its terminal may be gone. */
  readonly log = vscode.window.createOutputChannel('Lambdock Runs');
  readonly #logged = new vscode.EventEmitter<Logged>();
  readonly #listening: vscode.Disposable;

  constructor(server: Server) {
    this.#server = server;
    this.#listening = server.onDidChangeState((state) => {
      if (state.kind === 'running') {
        server.client?.onNotification('lambdock/log', (piece: Logged) => {
          this.#logged.fire(piece);
        });
        server.client?.onRequest('lambdock/question', ask);
      }
    });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#logged.dispose();
    this.log.dispose();
  }

  /** Runs a command on a Dockerfile. */
  async runOn(command: RunCommand, uri: string | undefined): Promise<void> {
    if (uri === undefined) {
      void vscode.window.showInformationMessage(openFirst);
      return;
    }
    await this.run(command, { uri });
  }

  /** Runs a command in a terminal. It ends when the run has begun, or was given up before. */
  async run(command: RunCommand, argument: RunArgument): Promise<void> {
    const client = this.#server.client;
    if (client === undefined) {
      void vscode.window.showErrorMessage('Lambdock does not run.');
      return;
    }
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showErrorMessage(untrusted);
      return;
    }
    await saved(argument.uri);
    let given = argument;
    if (command === 'lambdock.invoke' && given.event === undefined && given.sample === undefined) {
      const event = await chooseEvent(client);
      if (event === undefined) {
        return;
      }
      given = { ...given, ...event };
    }
    const task = new vscode.Task(
      { type: 'lambdock', run: command, dockerfile: argument.uri },
      vscode.TaskScope.Workspace,
      titles[command],
      'Lambdock',
      new vscode.CustomExecution(() => Promise.resolve(this.#terminal(command, given))),
    );
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
      clear: true,
    };
    await vscode.tasks.executeTask(task);
  }

  #terminal(command: RunCommand, argument: RunArgument): vscode.Pseudoterminal {
    const written = new vscode.EventEmitter<string>();
    const closed = new vscode.EventEmitter<number>();
    const cancel = new CancellationTokenSource();
    const write = (text: string) => {
      written.fire(terminalText(text));
      this.log.append(text);
    };
    let opened = 0;
    const close = (status: number) => {
      setTimeout(
        () => {
          closed.fire(status);
        },
        opened + briefest - Date.now(),
      );
    };
    return {
      onDidWrite: written.event,
      onDidClose: closed.event,
      open: () => {
        opened = Date.now();
        this.log.replace(`${titles[command]}: ${vscode.workspace.asRelativePath(vscode.Uri.parse(argument.uri))}\n`);
        const log = this.#logged.event((piece) => {
          if (piece.uri === argument.uri && piece.command === command) {
            write(piece.text);
          }
        });
        // Asked for now: a task that is run again may have outlived the server that it was made with.
        void this.#ask(command, argument, cancel.token)
          .then(
            (ended) => {
              if (ended.response !== undefined && ended.response !== null) {
                write(`${JSON.stringify(ended.response, undefined, 2)}\n`);
              }
              write(ended.ok ? 'done\n' : 'failed\n');
              close(ended.ok ? 0 : 1);
            },
            (error: unknown) => {
              write(cancel.token.isCancellationRequested ? 'cancelled\n' : `${String(error)}\n`);
              close(1);
            },
          )
          .finally(() => {
            log.dispose();
            cancel.dispose();
          });
      },
      close: () => {
        cancel.cancel();
      },
      handleInput: (data) => {
        if (data === '\u0003') {
          cancel.cancel();
        }
      },
    };
  }

  async #ask(command: RunCommand, argument: RunArgument, token: vscode.CancellationToken): Promise<Ended> {
    const client = this.#server.client;
    if (client === undefined) {
      throw new Error('Lambdock does not run.');
    }
    return client.sendRequest<Ended>('workspace/executeCommand', { command, arguments: [argument] }, token);
  }

  /** Takes a command that the server's lenses and actions name; false for any other. */
  takes(command: string, argument: unknown): Promise<void> | undefined {
    if (!isRunCommand(command) || typeof argument !== 'object' || argument === null || !('uri' in argument)) {
      return undefined;
    }
    return this.run(command, argument as RunArgument);
  }
}

/** Saves a document with what is around it: an engine reads what is on the disk. */
async function saved(uri: string): Promise<void> {
  const wanted = vscode.Uri.parse(uri).toString();
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
  for (const document of vscode.workspace.textDocuments) {
    const inside = folder !== undefined && vscode.workspace.getWorkspaceFolder(document.uri) === folder;
    if (document.isDirty && !document.isUntitled && (inside || document.uri.toString() === wanted)) {
      await document.save();
    }
  }
}
