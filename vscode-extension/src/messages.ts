import type { Binary, Missing, Source } from './binary.ts';

const origins: Record<Source, string> = {
  setting: 'chosen by the setting lambdock.path',
  extension: 'came with the extension',
  PATH: 'found on the PATH',
};

/** Says which server runs: "lambdock 0.1.0, came with the extension". */
export function versionAndSource(version: string | undefined, { source }: Binary): string {
  return `lambdock ${version ?? 'of an unknown version'}, ${origins[source]}`;
}

/** Says that there is no server, and what to do about it. */
export function missingServer({ reason, tried }: Missing): string {
  const looked = tried.join(' or ');
  return reason === 'setting'
    ? `Lambdock cannot start: the setting lambdock.path names ${looked}, which is no file. Correct the setting, or clear it to use the server that comes with the extension.`
    : `Lambdock cannot start: there is no server at ${looked}. Install the extension's package for your platform, or lambdock itself, and name it in the setting lambdock.path.`;
}

/** Says that a server could not be started, and why. */
export function failedStart({ file }: Binary, error: unknown): string {
  return `Lambdock cannot start: running ${file} failed: ${error instanceof Error ? error.message : String(error)}`;
}

/** Said when a server crashes again and again. */
export const tooManyCrashes =
  'Lambdock’s server stopped five times within three minutes and is not started again. Its output says more.';

/** The commands of the server that run something. */
export type RunCommand = 'lambdock.build' | 'lambdock.invoke' | 'lambdock.deploy';

/** What they take: the address of a Dockerfile, and more that may be left out. */
export interface RunArgument {
  readonly uri: string;
  readonly event?: unknown;
  readonly sample?: string;
}

/** Reports whether the server's command of that name runs something. */
export function isRunCommand(command: string): command is RunCommand {
  return command === 'lambdock.build' || command === 'lambdock.invoke' || command === 'lambdock.deploy';
}

/** Gives text the line ends that a terminal needs. */
export function terminalText(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}

/** Said when something is asked for that is done with a Dockerfile, and none is open. */
export const openFirst = 'Open the Dockerfile of a Lambda function first; one that is new must be saved.';

/** Said when a run is asked for in a workspace that is not trusted. */
export const untrusted =
  'Lambdock builds, invokes and deploys only in workspaces that you trust: a build runs what the workspace says.';
