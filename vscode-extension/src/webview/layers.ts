import type { Answer, Copy, Image, Stage, Step } from '../image/document.ts';
import { builtAs, bytes, layerSizes } from '../image/sizes.ts';
import { el } from './elements.ts';
import { highlight } from './files.ts';
import { section, type Actions } from './parts.ts';

/** Draws the stages side by side, each a pile of layers in the order in which they are built. */
export function layersSection(answer: Answer, image: Image, actions: Actions): HTMLElement {
  const stages = image.stages ?? [];
  const sizes = layerSizes(builtAs(answer, image));
  return section(
    'Layers',
    el(
      'div',
      { class: 'stages' },
      ...stages.map((stage, index) => {
        const final = index === image.final;
        return stageColumn(stage, index, stages, final, final ? sizes : new Map<number, number>(), actions);
      }),
    ),
  );
}

function stageColumn(
  stage: Stage,
  index: number,
  stages: readonly Stage[],
  final: boolean,
  sizes: ReadonlyMap<number, number>,
  actions: Actions,
): HTMLElement {
  const largest = Math.max(1, ...sizes.values());
  const name = stageName(stages, index);
  const state = final ? 'built' : stage.reached ? 'used' : 'not used';
  return el(
    'section',
    { class: `stage ${state.replace(' ', '-')}`, label: `Stage ${name}, ${state}` },
    el('h3', {}, name, el('span', { class: 'quiet' }, state)),
    el(
      'ol',
      { class: 'layers' },
      base(stage, index, stages, sizes.get(0), largest, actions),
      ...(stage.steps ?? []).map((step, n) => {
        const size = sizes.get(step.place.startLine);
        return block(step, `layer ${index} ${n}`, stages, size, largest, final, actions);
      }),
    ),
  );
}

function stageName(stages: readonly Stage[], index: number): string {
  const name = stages[index]?.name ?? '';
  return name === '' ? `stage ${index}` : name;
}

function base(
  { base: on, place }: Stage,
  index: number,
  stages: readonly Stage[],
  size: number | undefined,
  largest: number,
  { open }: Actions,
): HTMLElement {
  const name =
    on.kind === 'stage' ? `stage ${stageName(stages, on.stage)}` : on.image.known ? on.image.text : 'not known';
  const support = on.deprecatedOn === '' ? on.os : `${on.os}, supported until ${on.deprecatedOn}`;
  return el(
    'li',
    { class: 'layer base' },
    el(
      'button',
      {
        key: `base ${index}`,
        onclick: () => {
          open(place);
        },
      },
      el('b', {}, 'FROM'),
      ` ${name}`,
      support === '' ? undefined : el('span', { class: 'quiet block' }, support),
    ),
    ...sized(size, largest),
  );
}

function block(
  step: Step,
  key: string,
  stages: readonly Stage[],
  size: number | undefined,
  largest: number,
  final: boolean,
  { open }: Actions,
): HTMLElement {
  const { keyword, text, place, layer, copies } = step;
  const sources = [...new Set((copies ?? []).map((copy) => sourceOf(copy, stages)).filter((source) => source !== ''))];
  return el(
    'li',
    { class: layer ? 'layer' : 'layer setting' },
    el(
      'button',
      {
        key,
        onclick: () => {
          open(place);
        },
        ...(final && layer
          ? {
              onpoint: (over: boolean) => {
                highlight(place.startLine, over);
              },
            }
          : {}),
      },
      el('b', {}, keyword),
      ` ${text.slice(keyword.length).trim()}`,
      sources.length === 0 ? undefined : el('span', { class: 'quiet block' }, `from ${sources.join(', ')}`),
    ),
    ...sized(size, largest),
  );
}

function sourceOf({ from, stage }: Copy, stages: readonly Stage[]): string {
  switch (from) {
    case 'stage':
      return `stage ${stageName(stages, stage)}`;
    case 'context':
      return 'the build context';
    case 'image':
      return 'another image';
    case 'url':
      return 'the network';
    default:
      return '';
  }
}

function sized(size: number | undefined, largest: number): HTMLElement[] {
  if (size === undefined) {
    return [];
  }
  const bar = document.createElement('meter');
  bar.max = largest;
  bar.value = size;
  bar.setAttribute('aria-hidden', 'true');
  return [el('span', { class: 'size' }, bytes(size)), bar];
}
