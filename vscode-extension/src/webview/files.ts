import type { Answer, Handler, Image, Node } from '../image/document.ts';
import { originText } from '../image/outline.ts';
import { lineOf } from '../image/startpath.ts';
import { el } from './elements.ts';
import { goTo, section, type Actions } from './parts.ts';

/** The folders that are open, by path; a picture that is drawn anew keeps them. */
const openFolders = new Map<string, boolean>();

/** Folders this deep are open at first. */
const openDepth = 3;

interface Drawing {
  readonly answer: Answer;
  readonly actions: Actions;
  readonly handlers: ReadonlySet<string>;
  readonly strays: ReadonlySet<string>;
}

/** Draws the files that instructions put into the image, the handler's among them marked. */
export function filesSection(answer: Answer, image: Image, actions: Actions): HTMLElement | undefined {
  if (image.files === null) {
    return undefined;
  }
  const handler = image.start?.handler;
  const drawing: Drawing = {
    answer,
    actions,
    handlers: new Set(handler === undefined ? [] : placesOf(handler)),
    strays: new Set(handler?.elsewhere ?? []),
  };
  const nodes = image.files.nodes ?? [];
  return section(
    'Files',
    nodes.length === 0
      ? el('p', { class: 'quiet' }, 'No instruction is known to put a file into the image.')
      : el('ul', { class: 'files' }, ...nodes.map((node) => fileItem(node, '', 1, drawing))),
  );
}

function placesOf({ file, searchPath, presence }: Handler): string[] {
  return presence === 'present' ? (searchPath ?? []).map((folder) => `${folder}/${file}`) : [];
}

function fileItem(node: Node, above: string, depth: number, drawing: Drawing): HTMLElement {
  const path = `${above}/${node.name}`;
  if (node.folder) {
    return el('li', {}, folder(node, path, depth, drawing));
  }
  const { answer, actions, handlers, strays } = drawing;
  const line = node.origin?.line ?? 0;
  const place = lineOf(answer.dockerfile, line) ?? undefined;
  const mark = handlers.has(path) ? 'handler' : strays.has(path) ? 'missing' : '';
  const item = el(
    'li',
    { class: `file ${mark}` },
    goTo(node.name, place, `file ${path}`, actions),
    el(
      'span',
      { class: 'quiet' },
      [node.certain ? '' : 'perhaps', originText(node.origin), remark(mark)].filter(Boolean).join(', '),
    ),
  );
  item.dataset['line'] = String(line);
  return item;
}

function remark(mark: string): string {
  switch (mark) {
    case 'handler':
      return 'the handler’s file';
    case 'missing':
      return 'the runtime does not look here';
    default:
      return '';
  }
}

function folder(node: Node, path: string, depth: number, drawing: Drawing): HTMLElement {
  const details = document.createElement('details');
  details.open = openFolders.get(path) ?? depth <= openDepth;
  details.addEventListener('toggle', () => {
    openFolders.set(path, details.open);
  });
  const more = node.cut ? 'more than is shown' : node.more ? 'it may hold others' : '';
  details.append(
    el(
      'summary',
      { key: `folder ${path}` },
      `${node.name}/`,
      more === '' ? undefined : el('span', { class: 'quiet' }, more),
    ),
    el('ul', {}, ...(node.nodes ?? []).map((child) => fileItem(child, path, depth + 1, drawing))),
  );
  return details;
}

/** Shows which files a line of the Dockerfile puts into the image. */
export function highlight(line: number, over: boolean): void {
  for (const item of document.querySelectorAll<HTMLElement>('.file')) {
    item.classList.toggle('lit', over && item.dataset['line'] === String(line));
  }
}
