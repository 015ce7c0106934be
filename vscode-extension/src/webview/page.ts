import type { Answer, Image, Place, Variable } from '../image/document.ts';
import { builtAs, bytes } from '../image/sizes.ts';
import { startPath, type Link, type State } from '../image/startpath.ts';
import { el } from './elements.ts';
import { filesSection } from './files.ts';
import { layersSection } from './layers.ts';
import { goTo, section, type Actions } from './parts.ts';

/** Draws an image: what leads to the function, layers, files, environment, and why it is Lambda's. */
export function page(answer: Answer, chosen: number, actions: Actions): HTMLElement[] {
  const images = answer.images ?? [];
  const image = images[chosen];
  if (image === undefined) {
    return [el('p', {}, 'The Dockerfile builds nothing that is known.')];
  }
  const sections = [
    head(answer, image),
    images.length > 1 ? choice(images, chosen, actions) : undefined,
    pathSection(startPath(image, answer.dockerfile), actions),
    el('div', { class: 'columns' }, layersSection(answer, image, actions), filesSection(answer, image, actions)),
    environmentSection(image.environment ?? [], actions),
    reasonsSection(image, actions),
  ];
  return sections.filter((section) => section !== undefined);
}

function nameOf(image: Image, dockerfile: string): string {
  const names = (image.functions ?? []).map(({ name }) => name);
  return names.length > 0 ? names.join(', ') : dockerfile;
}

function head(answer: Answer, image: Image): HTMLElement {
  const built = builtAs(answer, image);
  const facts = [
    answer.dockerfile,
    image.context.known ? `context ${image.context.text}` : '',
    image.target === '' ? '' : `target ${image.target}`,
    image.platform.known ? image.platform.text : '',
    built === undefined ? '' : `built, ${bytes(built.size)}`,
  ];
  return el(
    'header',
    {},
    el(
      'h1',
      {},
      nameOf(image, answer.dockerfile),
      image.title === '' ? undefined : el('span', { class: 'badge' }, image.title),
    ),
    el('p', { class: 'quiet' }, facts.filter((fact) => fact !== '').join(' · ')),
    ...(built?.refused ?? []).map((reason) => el('p', { class: 'missing' }, `Lambda would refuse it: ${reason}`)),
  );
}

function choice(images: readonly Image[], chosen: number, { choose }: Actions): HTMLElement {
  const select = document.createElement('select');
  select.dataset['key'] = 'choice';
  images.forEach((image, index) => {
    const names = (image.functions ?? []).map(({ name }) => name).join(', ');
    const title = [names, image.target, image.title].filter((part) => part !== '').join(' · ');
    select.append(new Option(title === '' ? `image ${index + 1}` : title, String(index), false, index === chosen));
  });
  select.addEventListener('change', () => {
    choose(Number(select.value));
  });
  return el('label', { class: 'choice' }, 'Image ', select);
}

const marks: Record<State, string> = { sound: '✓', missing: '✗', unknown: '?' };
const spoken: Record<State, string> = { sound: '', missing: 'Missing: ', unknown: 'Not known: ' };

function pathSection(path: readonly Link[], actions: Actions): HTMLElement | undefined {
  if (path.length === 0) {
    return undefined;
  }
  const links = path.map((link, index) =>
    el(
      'li',
      { class: `link ${link.state}` },
      el('span', { class: 'mark', hidden: true }, marks[link.state]),
      el('span', { class: 'spoken' }, spoken[link.state]),
      el('strong', {}, link.title),
      goTo(link.text, link.place, `path ${index}`, actions),
      el('span', { class: 'quiet' }, link.detail),
    ),
  );
  return section(
    'From the start to the function',
    el('p', { class: 'verdict', role: 'status' }, verdict(path)),
    el('ol', { class: 'path' }, ...links),
  );
}

function verdict(path: readonly Link[]): string {
  const missing = path.find(({ state }) => state === 'missing');
  if (missing !== undefined) {
    return `The path ends at ${missing.title.toLowerCase()}: ${missing.text}.`;
  }
  return path.some(({ state }) => state === 'unknown')
    ? 'Nothing is known to be missing; some of it cannot be known without a build.'
    : 'Every link is in the image.';
}

function environmentSection(variables: readonly Variable[], actions: Actions): HTMLElement | undefined {
  if (variables.length === 0) {
    return undefined;
  }
  const rows = variables.map(({ name, value, place, reserved }, index) =>
    el(
      'tr',
      {},
      el('th', {}, goTo(name, place ?? undefined, `variable ${index}`, actions)),
      el('td', {}, value.known ? value.text : el('span', { class: 'quiet' }, 'not known')),
      el(
        'td',
        { class: 'quiet' },
        place === null ? 'base image' : `line ${place.startLine}`,
        reserved ? ', set by Lambda itself' : '',
      ),
    ),
  );
  const head = el('tr', {}, el('th', {}, 'Variable'), el('th', {}, 'Value'), el('th', {}, 'From'));
  return section('Environment', el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
}

function reasonsSection(image: Image, actions: Actions): HTMLElement {
  const evidence = (image.lambda.evidence ?? []).map(({ text, against, place }, index) =>
    el('li', {}, against ? 'Against it: ' : '', goTo(text, place ?? undefined, `evidence ${index}`, actions)),
  );
  const functions = (image.functions ?? []).map(({ name, kind, place, reason }, index) =>
    el('li', {}, `Function ${name} (${kind}) in `, goTo(at(place), place, `function ${index}`, actions), `: ${reason}`),
  );
  const builds = (image.builds ?? []).map(({ tool, place, reason }, index) =>
    el('li', {}, `${tool} in `, goTo(at(place), place, `build ${index}`, actions), `: ${reason}`),
  );
  return section(`Why it is Lambda’s (${image.lambda.class})`, el('ul', {}, ...evidence, ...functions, ...builds));
}

function at(place: Place): string {
  return `${place.file}:${place.startLine}`;
}
