import * as vscode from 'vscode';
import type { Server } from '../server.ts';
import type { Answer } from './document.ts';
import type { Listed } from './listed.ts';

/** So long, in milliseconds, nothing may change before images are fetched again. */
const quiet = 300;

/** The images that the server simulates, fetched when they are asked for. */
export class Images implements vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  /** Fires when what was fetched may have changed; changes that follow each other closely are taken together. */
  readonly onDidChange = this.#changed.event;

  constructor(server: Server) {
    this.#server = server;
    this.#listening = [
      server.onDidChangeState((state) => {
        if (state.kind === 'running') {
          server.client?.onRequest('lambdock/image/refresh', () => {
            this.#change();
            return null;
          });
        }
        this.#change();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === 'dockerfile') {
          this.#change();
        }
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(...this.#listening, this.#changed).dispose();
  }

  /** Reports whether there is a server to ask. */
  get known(): boolean {
    return this.#server.client !== undefined;
  }

  /** All images of Lambda functions in the workspace; none while no server runs. */
  async list(): Promise<readonly Listed[]> {
    const answer = await this.#ask<{ images: Listed[] }>('lambdock/images', {});
    return answer?.images ?? [];
  }

  /** What a Dockerfile would build; nothing where it is none, and while no server runs. */
  async of(uri: string): Promise<Answer | undefined> {
    return (await this.#ask<Answer | null>('lambdock/image', { textDocument: { uri } })) ?? undefined;
  }

  async #ask<T>(method: string, params: object): Promise<T | undefined> {
    const client = this.#server.client;
    try {
      return await client?.sendRequest<T>(method, params);
    } catch (error) {
      // A server that stops meanwhile owes nobody an answer, and one of the user's own may be too old for the question.
      this.#server.output.debug(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  #change(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#changed.fire();
    }, quiet);
  }
}
