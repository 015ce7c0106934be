import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Place } from './document.ts';
import type { Images } from './images.ts';
import { open, rootOf } from './places.ts';

/** What the page of an image is told. */
export interface Shown {
  readonly answer: unknown;
}

/** What the page asks for. */
interface Asked {
  readonly open?: Place;
  readonly ready?: true;
}

/** The pictures of images, one panel a Dockerfile; each follows its Dockerfile. */
export class ImagePanels implements vscode.Disposable {
  readonly #images: Images;
  readonly #media: vscode.Uri;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #listening: vscode.Disposable;

  constructor(images: Images, extension: vscode.Uri) {
    this.#images = images;
    this.#media = vscode.Uri.joinPath(extension, 'media', 'image');
    this.#listening = images.onDidChange(() => {
      for (const [uri, panel] of this.#panels) {
        void this.#show(uri, panel);
      }
    });
  }

  dispose(): void {
    this.#listening.dispose();
    for (const panel of this.#panels.values()) {
      panel.dispose();
    }
  }

  /** The address of the Dockerfile whose picture is in front of the person. */
  get active(): string | undefined {
    return [...this.#panels].find(([, panel]) => panel.active)?.[0];
  }

  /** Shows the picture of what a Dockerfile would build. */
  open(uri: string): void {
    const there = this.#panels.get(uri);
    if (there !== undefined) {
      there.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel('lambdock.image', titleOf(uri), vscode.ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [this.#media],
    });
    panel.iconPath = vscode.Uri.joinPath(this.#media, '..', 'icon.png');
    this.#panels.set(uri, panel);
    panel.onDidDispose(() => this.#panels.delete(uri));
    panel.webview.onDidReceiveMessage((asked: Asked) => this.#answer(uri, panel, asked));
    panel.webview.html = this.#page(panel.webview);
  }

  async #answer(uri: string, panel: vscode.WebviewPanel, asked: Asked): Promise<void> {
    if (asked.ready === true) {
      await this.#show(uri, panel);
    }
    const answer = asked.open === undefined ? undefined : await this.#images.of(uri);
    if (asked.open !== undefined && answer !== undefined) {
      await open(rootOf(vscode.Uri.parse(uri), answer), asked.open);
    }
  }

  async #show(uri: string, panel: vscode.WebviewPanel): Promise<void> {
    const shown: Shown = { answer: (await this.#images.of(uri)) ?? null };
    // While no server runs, the picture that was drawn stays: nothing is known against it.
    if (this.#panels.get(uri) === panel && (shown.answer !== null || this.#images.known)) {
      await panel.webview.postMessage(shown);
    }
  }

  /** The page: it holds nothing of the image, and runs nothing but its own script. */
  #page(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString('base64');
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.#media, name)).toString();
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('image.css')}">
<title>Image</title>
</head>
<body>
<main id="image" aria-live="off"><p>Reading the Dockerfile…</p></main>
<script nonce="${nonce}" src="${file('image.js')}"></script>
</body>
</html>`;
  }
}

function titleOf(uri: string): string {
  const parts = vscode.Uri.parse(uri).path.split('/');
  return `Image of ${parts.slice(-2).join('/')}`;
}
