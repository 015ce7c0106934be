import * as vscode from 'vscode';
import type { Images } from './images.ts';
import { idOf, imageOf, numbered, type Numbered } from './listed.ts';
import { outline, type Entry } from './outline.ts';
import { openArguments, rootOf } from './places.ts';

/** A row of the tree: an image of the workspace, or an entry of one. */
export type Row = ListedRow | EntryRow;

interface ListedRow extends Numbered {
  readonly kind: 'image';
}

interface EntryRow {
  readonly kind: 'entry';
  readonly root: vscode.Uri;
  readonly entry: Entry;
}

/** The images of the workspace in the side bar: what starts, stages, files, environment. */
export class ImageTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #images: Images;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(images: Images) {
    this.#images = images;
    this.#listening = images.onDidChange(() => {
      this.#changed.fire();
    });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return row.kind === 'image' ? imageItem(row) : entryItem(row);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row === undefined) {
      return numbered(await this.#images.list()).map((entry) => ({ kind: 'image', ...entry }));
    }
    if (row.kind === 'entry') {
      return (row.entry.children ?? []).map((entry) => ({ kind: 'entry', root: row.root, entry }));
    }
    const answer = await this.#images.of(row.listed.uri);
    const image = imageOf(row, answer?.images ?? null);
    if (answer === undefined || image === undefined) {
      return [];
    }
    const root = rootOf(vscode.Uri.parse(row.listed.uri), answer);
    return outline(answer, image).map((entry) => ({ kind: 'entry', root, entry }));
  }
}

function imageItem(row: ListedRow): vscode.TreeItem {
  const { path, title, functions } = row.listed;
  const label = functions.length > 0 ? functions.join(', ') : (path.split('/').at(-2) ?? path);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = idOf(row);
  item.description = title;
  item.tooltip = path;
  item.iconPath = new vscode.ThemeIcon(functions.length > 0 ? 'symbol-function' : 'package');
  item.contextValue = 'image';
  return item;
}

function entryItem({ root, entry }: EntryRow): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    entry.label,
    entry.children === undefined ? None : entry.open === true ? Expanded : Collapsed,
  );
  item.description = entry.description ?? '';
  item.tooltip = entry.tooltip;
  if (entry.icon !== undefined) {
    item.iconPath = new vscode.ThemeIcon(
      entry.icon,
      entry.failing === true ? new vscode.ThemeColor('errorForeground') : undefined,
    );
  }
  item.accessibilityInformation = { label: [entry.label, entry.description, entry.tooltip].filter(Boolean).join(', ') };
  if (entry.place !== undefined) {
    item.command = { title: 'Open', command: 'vscode.open', arguments: openArguments(root, entry.place) };
  }
  return item;
}

/** The address of the Dockerfile that a command of a row is for; nothing for an argument of another kind. */
export function dockerfileOf(argument: unknown): string | undefined {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && argument.kind === 'image'
    ? (argument as ListedRow).listed.uri
    : undefined;
}
