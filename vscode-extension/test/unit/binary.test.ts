import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBinary, type Places } from '../../src/binary.ts';

function places(files: string[], also: Partial<Places> = {}): Places {
  return {
    setting: '',
    extension: '/extension',
    workspace: '/work',
    home: '/home/jo',
    env: {},
    platform: 'linux',
    isFile: (file) => files.includes(file),
    ...also,
  };
}

test('the server that came with the extension is used', () => {
  assert.deepEqual(findBinary(places(['/extension/server/lambdock', '/bin/lambdock'], { env: { PATH: '/bin' } })), {
    file: '/extension/server/lambdock',
    source: 'extension',
  });
});

test('the setting goes before it', () => {
  for (const [setting, file] of [
    ['/opt/lambdock', '/opt/lambdock'],
    ['bin/lambdock', '/work/bin/lambdock'],
    ['${workspaceFolder}/bin/lambdock', '/work/bin/lambdock'],
    ['~/go/bin/lambdock', '/home/jo/go/bin/lambdock'],
    ['${userHome}/lambdock', '/home/jo/lambdock'],
  ] as const) {
    assert.deepEqual(findBinary(places([file, '/extension/server/lambdock'], { setting })), {
      file,
      source: 'setting',
    });
  }
});

test('a setting that leads nowhere is not passed over in silence', () => {
  assert.deepEqual(findBinary(places(['/extension/server/lambdock'], { setting: '/opt/gone' })), {
    reason: 'setting',
    tried: ['/opt/gone'],
  });
});

test('the PATH is searched last, and only its absolute folders', () => {
  const files = ['lambdock', 'bin/lambdock', '/usr/bin/lambdock'];
  assert.deepEqual(findBinary(places(files, { env: { PATH: ':.:bin:/usr/local/bin:/usr/bin' } })), {
    file: '/usr/bin/lambdock',
    source: 'PATH',
  });
  assert.deepEqual(findBinary(places(['lambdock', 'bin/lambdock'], { env: { PATH: ':.:bin' } })), {
    reason: 'nowhere',
    tried: ['/extension/server/lambdock', 'lambdock on the PATH'],
  });
});

test('on Windows it is an exe', () => {
  const windows = { platform: 'win32', extension: 'C:\\extension', env: { Path: 'C:\\bin;D:\\go' } } as const;
  assert.deepEqual(findBinary(places(['C:\\extension\\server\\lambdock.exe'], windows)), {
    file: 'C:\\extension\\server\\lambdock.exe',
    source: 'extension',
  });
  assert.deepEqual(findBinary(places(['D:\\go\\lambdock.exe'], windows)), {
    file: 'D:\\go\\lambdock.exe',
    source: 'PATH',
  });
});
