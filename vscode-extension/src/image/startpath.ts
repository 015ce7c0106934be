import type { Command, Handler, Image, Place, Text } from './document.ts';

/** How a link of the path from the container's start to the function stands. */
export type State = 'sound' | 'missing' | 'unknown';

/** A link of that path. */
export interface Link {
  readonly title: string;
  readonly text: string;
  readonly detail: string;
  readonly state: State;
  readonly place?: Place;
}

/** The path from what starts the container to the function in its source, as far as it can be followed. */
export function startPath(image: Image, dockerfile: string): Link[] {
  const { start } = image;
  if (start === null) {
    return [];
  }
  const path: Link[] = [];
  if (start.entrypoint.set) {
    path.push(commandLink('Entry point', start.entrypoint, dockerfile));
  }
  if (start.command.set) {
    path.push(commandLink('Command', start.command, dockerfile));
  }
  switch (start.handler.state) {
    case 'missing':
      path.push({
        title: 'Handler',
        text: 'none is given',
        detail: 'The runtime needs the name of a function.',
        state: 'missing',
      });
      break;
    case 'given':
      path.push(moduleLink(start.handler, dockerfile), ...symbolLinks(start.handler));
      break;
    case 'none':
      if (start.program !== '') {
        path.push({
          title: 'Program',
          text: start.program,
          detail: 'It starts, and needs no handler.',
          state: 'sound',
        });
      }
  }
  return path;
}

function commandLink(title: string, command: Command, dockerfile: string): Link {
  return {
    title,
    text: words(command.words),
    detail: command.place === null ? 'of the base image' : where(command.place, dockerfile),
    state: (command.words ?? []).every(({ known }) => known) ? 'sound' : 'unknown',
    ...placed(command.place),
  };
}

function moduleLink(handler: Handler, dockerfile: string): Link {
  const title = handler.module === '' ? 'File' : `File of ${handler.module}`;
  const looked = lookedIn(handler.searchPath ?? []);
  switch (handler.presence) {
    case 'present':
      return {
        title,
        text: handler.file,
        detail: origin(handler),
        state: 'sound',
        ...placed(lineOf(dockerfile, handler.origin?.line)),
      };
    case 'absent': {
      const [elsewhere] = handler.elsewhere ?? [];
      return {
        title,
        text: elsewhere ?? 'not in the image',
        detail:
          elsewhere === undefined
            ? `No file of the module is in ${looked}.`
            : `The runtime does not look there, but in ${looked}.`,
        state: 'missing',
        ...placed(handler.place),
      };
    }
    default:
      return {
        title,
        text: handler.file === '' ? 'not known' : handler.file,
        detail: handler.compiled ? `A build makes it of ${handler.source}.` : `The runtime looks in ${looked}.`,
        state: 'unknown',
      };
  }
}

function symbolLinks(handler: Handler): Link[] {
  if (handler.symbol === '' || handler.presence === 'absent') {
    return [];
  }
  const title = `Function ${handler.symbol}`;
  switch (handler.defined) {
    case 'yes': {
      const line = handler.definition === null ? '' : `, line ${handler.definition.startLine}`;
      return [
        {
          title,
          text: `${handler.source}${line}`,
          detail: 'It is defined.',
          state: 'sound',
          ...placed(handler.definition),
        },
      ];
    }
    case 'no':
      return [
        {
          title,
          text: 'not defined',
          detail: `${handler.source} defines nothing of that name.`,
          state: 'missing',
          ...placed(handler.source === '' ? null : firstLine(handler.source)),
        },
      ];
    default:
      return [{ title, text: 'not known', detail: 'Its source could not be read to the end.', state: 'unknown' }];
  }
}

function origin(handler: Handler): string {
  const { origin: from } = handler;
  if (from === null) {
    return 'What puts it there is not known.';
  }
  if (from.line === 0) {
    return 'of the base image';
  }
  return from.context === '' ? `put there by line ${from.line}` : `put there by line ${from.line} from ${from.context}`;
}

/** The words of a command line; what is not known of them is an ellipsis. */
export function words(list: readonly Text[] | null): string {
  return (list ?? []).map(({ known, text }) => (known ? quoted(text) : '…')).join(' ');
}

function quoted(word: string): string {
  return /^[^\s"']+$/.test(word) ? word : JSON.stringify(word);
}

function where(place: Place, dockerfile: string): string {
  return place.file === dockerfile ? `line ${place.startLine}` : `${place.file}, line ${place.startLine}`;
}

function lookedIn(folders: readonly string[]): string {
  const shown = folders.slice(0, 2);
  const more = folders.length - shown.length;
  return shown.join(' and ') + (more > 0 ? ` and ${more} more folders` : '');
}

/** A line of a file as a place; null for none. */
export function lineOf(file: string, line: number | undefined): Place | null {
  return line === undefined || line === 0
    ? null
    : { file, startLine: line, startColumn: 1, endLine: line, endColumn: 1 };
}

function firstLine(file: string): Place {
  return { file, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
}

function placed(place: Place | null): { place?: Place } {
  return place === null ? {} : { place };
}
