import * as path from 'node:path';

/** Where a server was found. */
export type Source = 'setting' | 'extension' | 'PATH';

/** A server that can be started. */
export interface Binary {
  readonly file: string;
  readonly source: Source;
}

/** Why there is no server, and the files that were looked for. */
export interface Missing {
  readonly reason: 'setting' | 'nowhere';
  readonly tried: readonly string[];
}

/** Where to look. */
export interface Places {
  /** The setting lambdock.path; empty when it is not set. */
  readonly setting: string;
  /** The extension's own folder. */
  readonly extension: string;
  /** The folder that a relative setting starts from. */
  readonly workspace: string | undefined;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly isFile: (file: string) => boolean;
}

/** Finds the server: what the setting names and nothing else, or the one that came with the extension, or one on the PATH. */
export function findBinary(places: Places): Binary | Missing {
  if (places.setting !== '') {
    const file = named(places);
    return places.isFile(file) ? { file, source: 'setting' } : { reason: 'setting', tried: [file] };
  }
  const bundled = pathsOf(places.platform).join(places.extension, ...bundledBinary(places.platform));
  if (places.isFile(bundled)) {
    return { file: bundled, source: 'extension' };
  }
  const onPath = searchPath(places).find(places.isFile);
  return onPath === undefined
    ? { reason: 'nowhere', tried: [bundled, `${program(places.platform)} on the PATH`] }
    : { file: onPath, source: 'PATH' };
}

/** Where a package of the extension has its server, from the extension's folder downwards. */
export function bundledBinary(platform: NodeJS.Platform): [folder: string, file: string] {
  return ['server', program(platform)];
}

function program(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'lambdock.exe' : 'lambdock';
}

function pathsOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

function named({ setting, workspace, home, platform }: Places): string {
  const paths = pathsOf(platform);
  const folder = workspace ?? home;
  const expanded = setting.replaceAll('${workspaceFolder}', folder).replaceAll('${userHome}', home);
  return expanded.startsWith('~/') ? paths.join(home, expanded.slice(2)) : paths.resolve(folder, expanded);
}

/** The files that the PATH stands for. Relative entries are left out: they would lead into whatever folder is open. */
function searchPath({ env, platform }: Places): string[] {
  const paths = pathsOf(platform);
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(paths.delimiter);
  return folders.filter((folder) => paths.isAbsolute(folder)).map((folder) => paths.join(folder, program(platform)));
}
