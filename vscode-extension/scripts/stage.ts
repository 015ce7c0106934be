import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { bundledBinary } from '../src/binary.ts';
import { packagedManifest } from './manifest.ts';
import type { Target } from './targets.ts';

const extension = path.resolve(import.meta.dirname, '..');
const repository = path.dirname(extension);

/** The folder that packages and what they are made of are written to. */
export const dist = path.join(extension, 'dist');

/** The version of the extension, which is that of its server. */
export const version = (readJSON(path.join(extension, 'package.json')) as { version: string }).version;

/** Puts the extension for one platform together in a folder, as it is packaged and as it runs. It gives the folder. */
export async function stage(target: Target): Promise<string> {
  const folder = path.join(dist, 'stage', target.name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const schema = path.join(repository, 'analysis', 'config', 'schema.json');
  const manifest = packagedManifest(
    readJSON(path.join(extension, 'package.json')) as Record<string, unknown>,
    readJSON(schema) as Parameters<typeof packagedManifest>[1],
  );
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2) + '\n');
  fs.copyFileSync(schema, path.join(folder, 'schema.json'));
  fs.copyFileSync(path.join(extension, 'README.md'), path.join(folder, 'README.md'));
  fs.copyFileSync(path.join(repository, 'LICENSE'), path.join(folder, 'LICENSE'));
  fs.cpSync(path.join(extension, 'media'), path.join(folder, 'media'), { recursive: true });
  fs.cpSync(path.join(repository, 'rules', 'docs'), path.join(folder, 'rules'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.vscodeignore'), ''); // all of the folder is packaged
  await bundle(folder);
  await bundlePicture(folder);
  buildServer(target, path.join(folder, ...bundledBinary(target.os === 'windows' ? 'win32' : 'linux')));
  return folder;
}

async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: [path.join(extension, 'src', 'extension.ts')],
    outfile: path.join(folder, 'extension.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    legalComments: 'eof',
    logLevel: 'warning',
  });
}

/** The script of the picture of an image, which a webview runs. */
async function bundlePicture(folder: string): Promise<void> {
  await build({
    entryPoints: [path.join(extension, 'src', 'webview', 'main.ts')],
    outfile: path.join(folder, 'media', 'image', 'image.js'),
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    logLevel: 'warning',
  });
}

function buildServer({ os, arch }: Target, file: string): void {
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags', `-s -w -X main.version=${version}`];
  execFileSync('go', ['build', ...flags, '-o', file, './cmd/lambdock'], {
    cwd: repository,
    env: { ...process.env, GOOS: os, GOARCH: arch, CGO_ENABLED: '0' },
    stdio: 'inherit',
  });
}

function readJSON(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
