/** A platform that the extension is packaged for: what VS Code calls it, and what Go calls it. */
export interface Target {
  readonly name: string;
  readonly os: string;
  readonly arch: string;
}

/** All platforms with a package of their own. The binaries are static: the ones for alpine are those for linux. */
export const targets: readonly Target[] = [
  { name: 'linux-x64', os: 'linux', arch: 'amd64' },
  { name: 'linux-arm64', os: 'linux', arch: 'arm64' },
  { name: 'alpine-x64', os: 'linux', arch: 'amd64' },
  { name: 'alpine-arm64', os: 'linux', arch: 'arm64' },
  { name: 'darwin-x64', os: 'darwin', arch: 'amd64' },
  { name: 'darwin-arm64', os: 'darwin', arch: 'arm64' },
  { name: 'win32-x64', os: 'windows', arch: 'amd64' },
  { name: 'win32-arm64', os: 'windows', arch: 'arm64' },
];

/** The targets of these names; all of them for "all", the machine's own for "host". */
export function targetsNamed(names: readonly string[]): readonly Target[] {
  return names.flatMap((name) => {
    const wanted = name === 'host' ? `${process.platform}-${process.arch}` : name;
    const found = targets.filter((target) => wanted === 'all' || target.name === wanted);
    if (found.length === 0) {
      throw new Error(`there is no target ${wanted}, there are ${targets.map((target) => target.name).join(', ')}`);
    }
    return found;
  });
}
