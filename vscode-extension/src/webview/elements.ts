/** What an element may be given; what a Dockerfile says enters the page as text and in no other way. */
export interface Attributes {
  readonly class?: string;
  readonly label?: string;
  readonly key?: string;
  readonly hidden?: true;
  readonly role?: string;
  readonly onclick?: () => void;
  readonly onpoint?: (over: boolean) => void;
}

export type Child = HTMLElement | string | undefined;

/** Makes an element with children. */
export function el(tag: string, attributes: Attributes, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  set(element, 'class', attributes.class);
  set(element, 'aria-label', attributes.label);
  set(element, 'data-key', attributes.key);
  set(element, 'role', attributes.role);
  if (attributes.hidden === true) {
    element.setAttribute('aria-hidden', 'true');
  }
  if (attributes.onclick !== undefined) {
    element.addEventListener('click', attributes.onclick);
  }
  const { onpoint } = attributes;
  if (onpoint !== undefined) {
    for (const [event, over] of [
      ['mouseenter', true],
      ['focus', true],
      ['mouseleave', false],
      ['blur', false],
    ] as const) {
      element.addEventListener(event, () => {
        onpoint(over);
      });
    }
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

function set(element: HTMLElement, name: string, value: string | undefined): void {
  if (value !== undefined) {
    element.setAttribute(name, value);
  }
}
