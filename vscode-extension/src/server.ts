import { statSync } from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, State, type Middleware } from 'vscode-languageclient/node';
import { findBinary, type Binary, type Missing } from './binary.ts';
import { languages } from './languages.ts';
import { failedStart, missingServer, tooManyCrashes, versionAndSource } from './messages.ts';
import { Restarts } from './restarts.ts';

/** What the server does just now. */
export type ServerState =
  | { readonly kind: 'starting' | 'stopped' }
  | { readonly kind: 'running'; readonly binary: Binary; readonly version: string | undefined }
  | { readonly kind: 'failed'; readonly message: string };

/** The language server: found, started, started again when it crashes, but not for ever. */
export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel('Lambdock', { log: true });
  readonly #trace = vscode.window.createOutputChannel('Lambdock Trace', { log: true });
  readonly #changed = new vscode.EventEmitter<ServerState>();
  readonly #restarts = new Restarts();
  readonly #extension: vscode.Uri;
  readonly #middleware: Middleware;
  #state: ServerState = { kind: 'stopped' };
  #client: LanguageClient | undefined;
  #work: Promise<void> = Promise.resolve();
  #turns = 0;
  /** Ends the wait for a server that is not wanted any more, though it has not answered. */
  #giveUp: () => void = () => undefined;

  /** Fires when the server starts, runs, stops or fails. */
  readonly onDidChangeState = this.#changed.event;

  constructor(extension: vscode.Uri, middleware: Middleware) {
    this.#extension = extension;
    this.#middleware = middleware;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The client of a server that runs. */
  get client(): LanguageClient | undefined {
    return this.#state.kind === 'running' ? this.#client : undefined;
  }

  /** Starts the server, or starts it anew; crashes before are forgotten. It never throws: what fails is said to the user. */
  restart(): Promise<void> {
    return this.#next(async () => {
      await this.#stop();
      this.#restarts.forget();
      await this.#start();
    });
  }

  /** Stops the server. */
  stop(): Promise<void> {
    return this.#next(() => this.#stop());
  }

  dispose(): void {
    void this.stop().then(() => {
      this.#changed.dispose();
      this.#trace.dispose();
      this.output.dispose();
    });
  }

  /** Does one thing after the other; what something newer was asked for after is left out. */
  #next(work: () => Promise<void>): Promise<void> {
    const turn = ++this.#turns;
    this.#giveUp();
    this.#work = this.#work.then(() => (turn === this.#turns ? work() : undefined));
    return this.#work;
  }

  async #start(): Promise<void> {
    const binary = this.#find();
    if ('reason' in binary) {
      this.#fail(missingServer(binary), 'Open Settings');
      return;
    }
    this.#become({ kind: 'starting' });
    this.output.info(`starting ${binary.file}`);
    const client = this.#newClient(binary);
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running && client === this.#client) {
        this.#runs(client, binary);
      }
    });
    const begun = client.start().catch((error: unknown) => {
      // A server that crashes while it starts is started again by its client, which reports the end of that itself.
      if (client === this.#client && client.state === State.Stopped) {
        this.#fail(failedStart(binary, error));
      }
    });
    // What is not the server may never answer; a corrected setting must not wait for it.
    const givenUp = new Promise<void>((resolve) => {
      this.#giveUp = resolve;
    });
    await Promise.race([begun, givenUp]);
  }

  #find(): Binary | Missing {
    return findBinary({
      setting: vscode.workspace.getConfiguration('lambdock').get<string>('path', '').trim(),
      extension: this.#extension.fsPath,
      workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      home: os.homedir(),
      env: process.env,
      platform: process.platform,
      isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true,
    });
  }

  #newClient(binary: Binary): LanguageClient {
    const run = { command: binary.file, args: ['lsp'] };
    const client: LanguageClient = new LanguageClient(
      'lambdock',
      'Lambdock',
      { run, debug: run },
      {
        documentSelector: languages.map((language) => ({ scheme: 'file', language })),
        outputChannel: this.output,
        traceOutputChannel: this.#trace,
        diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
        middleware: this.#middleware,
        initializationOptions: {
          runLog: true,
          runQuestion: true,
          imageRefresh: true,
          trusted: vscode.workspace.isTrusted,
        },
        initializationFailedHandler: () => false,
        errorHandler: {
          error: (error) => {
            this.output.error(error);
            return { action: ErrorAction.Continue, handled: true };
          },
          closed: () =>
            client === this.#client ? this.#crashed() : { action: CloseAction.DoNotRestart, handled: true },
        },
      },
    );
    return client;
  }

  #runs(client: LanguageClient, binary: Binary): void {
    const version = client.initializeResult?.serverInfo?.version;
    this.output.info(`${versionAndSource(version, binary)}: ${binary.file}`);
    this.#become({ kind: 'running', binary, version });
  }

  #crashed(): { action: CloseAction; handled: true; message?: string } {
    if (this.#restarts.allow(Date.now())) {
      this.#become({ kind: 'starting' });
      return { action: CloseAction.Restart, handled: true, message: 'the server stopped and is started again' };
    }
    this.#fail(tooManyCrashes);
    return { action: CloseAction.DoNotRestart, handled: true, message: tooManyCrashes };
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#become({ kind: 'stopped' });
    try {
      await client?.dispose();
    } catch (error) {
      this.output.warn(`stopping the server: ${String(error)}`);
    }
  }

  #become(state: ServerState): void {
    this.#state = state;
    void vscode.commands.executeCommand('setContext', 'lambdock.server', state.kind);
    this.#changed.fire(state);
  }

  #fail(message: string, ...also: 'Open Settings'[]): void {
    this.output.error(message);
    this.#become({ kind: 'failed', message });
    void vscode.window.showErrorMessage(message, ...also, 'Restart', 'Show Output').then((answer) => {
      switch (answer) {
        case 'Open Settings':
          return vscode.commands.executeCommand('workbench.action.openSettings', 'lambdock.path');
        case 'Restart':
          return this.restart();
        case 'Show Output':
          this.output.show();
      }
      return undefined;
    });
  }
}
