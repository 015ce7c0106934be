import type { Place } from '../image/document.ts';
import { el, type Child } from './elements.ts';

/** What a page lets the person do. */
export interface Actions {
  readonly open: (place: Place) => void;
  readonly choose: (index: number) => void;
}

/** A part of the page with its heading. */
export function section(title: string, ...children: readonly Child[]): HTMLElement {
  return el('section', { label: title }, el('h2', {}, title), ...children);
}

/** A text that leads to a place, or only the text where there is none. */
export function goTo(text: string, place: Place | undefined, key: string, { open }: Actions): HTMLElement {
  return place === undefined
    ? el('code', {}, text)
    : el(
        'button',
        {
          class: 'go',
          key,
          onclick: () => {
            open(place);
          },
        },
        text,
      );
}
