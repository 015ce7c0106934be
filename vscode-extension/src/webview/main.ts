import type { Answer, Place } from '../image/document.ts';
import { el } from './elements.ts';
import { page } from './page.ts';

/** What VS Code gives a page to speak with its extension. */
interface Host {
  postMessage(message: { readonly ready: true } | { readonly open: Place }): void;
  getState(): { readonly chosen: number } | undefined;
  setState(state: { readonly chosen: number }): void;
}
declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
let shown: Answer | null = null;
let chosen = host.getState()?.chosen ?? 0;

window.addEventListener('message', ({ data }: MessageEvent<{ readonly answer: Answer | null }>) => {
  shown = data.answer;
  draw();
});
host.postMessage({ ready: true });

function draw(): void {
  const main = document.getElementById('image');
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['key'] : undefined;
  main?.replaceChildren(...drawing());
  if (focused !== undefined) {
    const again = [...document.querySelectorAll<HTMLElement>('[data-key]')].find(
      ({ dataset }) => dataset['key'] === focused,
    );
    again?.focus({ preventScroll: true });
  }
}

function drawing(): HTMLElement[] {
  if (shown === null) {
    return [el('p', {}, 'There is no Dockerfile that could be read.')];
  }
  return page(shown, Math.min(chosen, Math.max(0, (shown.images ?? []).length - 1)), {
    open: (place) => {
      host.postMessage({ open: place });
    },
    choose: (index) => {
      chosen = index;
      host.setState({ chosen });
      draw();
    },
  });
}
