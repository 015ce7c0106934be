import * as vscode from 'vscode';
import type { Images } from './images.ts';
import { summary, type Problems } from './summary.ts';

/** Says in the status bar what the Dockerfile of the active editor is; a click shows its image. */
export class DockerfileStatus implements vscode.Disposable {
  readonly #images: Images;
  readonly #item = vscode.window.createStatusBarItem('lambdock.image', vscode.StatusBarAlignment.Right, 100);
  readonly #listening: vscode.Disposable[];
  #updates = 0;

  constructor(images: Images) {
    this.#images = images;
    this.#item.name = 'Lambdock: Image of the Dockerfile';
    this.#item.command = 'lambdock.ui.image';
    const update = () => void this.#update();
    this.#listening = [
      images.onDidChange(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === activeDockerfile()?.toString())) {
          update();
        }
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#listening, this.#item).dispose();
  }

  async #update(): Promise<void> {
    const update = ++this.#updates;
    const uri = activeDockerfile();
    const answer = uri === undefined ? undefined : await this.#images.of(uri.toString());
    if (update !== this.#updates) {
      return; // a later one knows better
    }
    const text = uri === undefined ? undefined : summary(answer?.images ?? null, problemsOf(uri));
    if (uri === undefined || text === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(package) ${text}`;
    this.#item.tooltip = tooltip(text, problemsOf(uri));
    this.#item.accessibilityInformation = { label: `Lambda image: ${text}` };
    this.#item.show();
  }
}

function tooltip(text: string, { errors, warnings, others }: Problems): vscode.MarkdownString {
  const counts = [`${errors} errors`, `${warnings} warnings`, `${others} hints`].join(', ');
  return new vscode.MarkdownString(`**${text}**\n\n${counts}. Click to see the image.`);
}

/** The Dockerfile of the active editor, if it is a file: what Git or an untitled editor shows is not what would be built. */
export function activeDockerfile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'dockerfile' && document.uri.scheme === 'file' ? document.uri : undefined;
}

function problemsOf(uri: vscode.Uri): Problems {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'lambdock');
  const errors = found.filter(({ severity }) => severity === Error).length;
  const warnings = found.filter(({ severity }) => severity === Warning).length;
  return { errors, warnings, others: found.length - errors - warnings };
}
