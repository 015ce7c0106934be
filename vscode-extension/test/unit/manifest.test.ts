import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { packagedManifest, settingsOf } from '../../scripts/manifest.ts';
import { languages } from '../../src/languages.ts';

const extension = path.resolve(import.meta.dirname, '../..');

function read(name: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(extension, name), 'utf8'));
}

interface Walkthrough {
  steps: { description: string; media: { image: string; altText: string } }[];
}

interface Manifest extends Record<string, unknown> {
  contributes: {
    commands: { command: string }[];
    walkthroughs: Walkthrough[];
    configuration?: { properties: Record<string, object> };
  };
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  devDependencies: Record<string, string>;
}
const manifest = read('package.json') as Manifest;
const schema = read('../analysis/config/schema.json') as { properties: Record<string, { description: string }> };

test('each key of .lambdock.yaml is a setting', () => {
  const settings = settingsOf(schema) as Record<string, { markdownDescription: string }>;
  for (const [key, { description }] of Object.entries(schema.properties)) {
    assert.ok(settings[`lambdock.${key}`]?.markdownDescription.startsWith(description), key);
  }
});

test('settings that choose what is run are not taken from workspaces that are not trusted', () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  for (const key of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) {
    assert.ok(key in settingsOf(schema), `${key} is no setting`);
  }
});

test('what is packaged holds nothing of development', () => {
  const packaged = packagedManifest(manifest, schema) as Manifest;
  assert.deepEqual(
    ['scripts', 'devDependencies', 'type'].filter((key) => key in packaged),
    [],
  );
  assert.ok(packaged.contributes.configuration);
  assert.deepEqual(packaged.contributes.commands, manifest.contributes.commands);
});

test('the palette’s commands have ids that no server registers', () => {
  for (const { command } of manifest.contributes.commands) {
    assert.match(command, /^lambdock\.ui\.[a-zA-Z]+$/);
  }
});

test('activation is narrower than what the server sees', () => {
  assert.deepEqual(
    manifest.activationEvents.filter((event) => event.startsWith('onLanguage:')),
    ['onLanguage:dockerfile'],
  );
  assert.ok(languages.includes('python'));
});

test('every dependency is pinned, and the lock file names no registry', () => {
  for (const [name, range] of Object.entries(manifest.devDependencies)) {
    assert.match(range, /^\d+\.\d+\.\d+$/, name);
  }
  assert.doesNotMatch(fs.readFileSync(path.join(extension, 'package-lock.json'), 'utf8'), /"resolved"/);
});

test('the walkthrough leads to commands that there are, and shows pictures that there are', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  for (const { description, media } of manifest.contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    for (const [, command = ''] of description.matchAll(/\(command:([^)]+)\)/g)) {
      assert.ok(commands.includes(command), command);
    }
    assert.ok(fs.existsSync(path.join(extension, media.image)), media.image);
    assert.ok(media.altText.length > 20);
  }
});

test('the empty view says that there is no Dockerfile only where a server has looked', () => {
  const welcome = (manifest.contributes as unknown as { viewsWelcome: { contents: string; when: string }[] })
    .viewsWelcome;
  const states = ['running', 'starting', 'failed', 'stopped'];
  for (const state of states) {
    const shown = welcome.filter(({ when }) => when.split(' || ').includes(`lambdock.server == ${state}`));
    assert.equal(shown.length, 1, state);
    assert.equal(shown[0]?.contents.startsWith('No Dockerfile'), state === 'running', state);
  }
});

test('runs on two Dockerfiles are two tasks', () => {
  const { taskDefinitions } = manifest.contributes as unknown as {
    taskDefinitions: { properties: Record<string, object> }[];
  };
  assert.ok(taskDefinitions[0] && 'dockerfile' in taskDefinitions[0].properties);
});
