import type { Answer, Image, Node, Origin, Place, Stage, Step, Variable } from './document.ts';
import { builtAs, bytes, layerSizes } from './sizes.ts';
import { lineOf, startPath, type Link, type State } from './startpath.ts';

/** An entry of the tree of an image: what a row shows, and where it leads. */
export interface Entry {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** The name of a product icon, and whether it is shown as an error. */
  readonly icon?: string;
  readonly failing?: boolean;
  readonly place?: Place;
  readonly children?: readonly Entry[];
  readonly open?: boolean;
}

/** The rows below an image: its start, stages, files, environment and search path. */
export function outline(answer: Answer, image: Image): Entry[] {
  const sizes = layerSizes(builtAs(answer, image));
  const rows = [
    start(startPath(image, answer.dockerfile)),
    group(
      'Stages',
      'layers',
      (image.stages ?? []).map((stage, index) => stageRow(stage, index === image.final, sizes)),
    ),
    group(
      'Files',
      'files',
      (image.files?.nodes ?? []).map((node) => fileRow(node, answer.dockerfile)),
    ),
    group('Environment', 'symbol-variable', (image.environment ?? []).map(variableRow)),
    group(
      'Search Path',
      'search',
      (image.start?.handler.searchPath ?? []).map((label) => ({ label, icon: 'folder' })),
    ),
  ];
  return rows.filter((row) => row !== undefined);
}

function group(label: string, icon: string, children: readonly Entry[]): Entry | undefined {
  return children.length === 0 ? undefined : { label, icon, children, description: String(children.length) };
}

const stateIcons: Record<State, string> = { sound: 'pass', missing: 'error', unknown: 'question' };

function start(path: readonly Link[]): Entry | undefined {
  if (path.length === 0) {
    return undefined;
  }
  const worst = path.find(({ state }) => state === 'missing') ?? path.find(({ state }) => state === 'unknown');
  return {
    label: 'Start',
    description: worst === undefined ? 'leads to the function' : `${worst.title}: ${worst.text}`,
    ...icon(worst?.state ?? 'sound'),
    open: worst?.state === 'missing',
    children: path.map(({ title, text, detail, state, place }) => ({
      label: title,
      description: text,
      tooltip: detail,
      ...icon(state),
      ...(place === undefined ? {} : { place }),
    })),
  };
}

function icon(state: State): { icon: string; failing: boolean } {
  return { icon: stateIcons[state], failing: state === 'missing' };
}

function stageRow(stage: Stage, final: boolean, sizes: ReadonlyMap<number, number>): Entry {
  const base = stage.base.kind === 'stage' ? `stage ${stage.base.stage}` : stage.base.image.text;
  const size = final ? sizes.get(0) : undefined;
  return {
    label: stage.name === '' ? (final ? 'final stage' : `line ${stage.place.startLine}`) : stage.name,
    description: [`from ${base}`, size === undefined ? '' : bytes(size), stage.reached ? '' : 'not used']
      .filter((part) => part !== '')
      .join(' · '),
    icon: final ? 'package' : 'layers',
    place: stage.place,
    open: final,
    children: (stage.steps ?? []).map((step) => stepRow(step, final ? sizes : new Map<number, number>())),
  };
}

function stepRow(step: Step, sizes: ReadonlyMap<number, number>): Entry {
  const size = sizes.get(step.place.startLine);
  return {
    label: step.keyword,
    description: [size === undefined ? '' : `${bytes(size)} ·`, step.text.slice(step.keyword.length).trim()]
      .filter((part) => part !== '')
      .join(' '),
    tooltip: step.text,
    icon: step.layer ? 'diff-added' : 'symbol-property',
    place: step.place,
  };
}

function fileRow(node: Node, dockerfile: string): Entry {
  const nodes = node.nodes ?? [];
  const place = lineOf(dockerfile, node.origin?.line);
  const children = nodes.map((child) => fileRow(child, dockerfile));
  const hidden: Entry[] = node.folder && (node.more || node.cut) ? [{ label: '…', description: hiddenText(node) }] : [];
  return {
    label: node.name,
    description: [node.certain ? '' : 'perhaps', node.folder ? '' : originText(node.origin)]
      .filter((part) => part !== '')
      .join(' · '),
    icon: node.folder ? 'folder' : 'file',
    ...(place === null || node.folder ? {} : { place }),
    ...(node.folder ? { children: [...children, ...hidden] } : {}),
  };
}

function hiddenText(node: Node): string {
  return node.cut ? 'more than is shown' : 'it may hold others';
}

/** Where a file comes from: "line 5 from app.py". */
export function originText(origin: Origin | null): string {
  if (origin === null || origin.line === 0) {
    return origin === null ? '' : 'base image';
  }
  return origin.context === '' ? `line ${origin.line}` : `line ${origin.line} from ${origin.context}`;
}

function variableRow({ name, value, place, reserved }: Variable): Entry {
  return {
    label: name,
    description: value.known ? value.text : 'not known',
    tooltip: `${name}=${value.known ? value.text : '…'}${reserved ? '\nLambda sets it itself.' : ''}`,
    icon: 'symbol-variable',
    ...(place === null ? {} : { place }),
  };
}
