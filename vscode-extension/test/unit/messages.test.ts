import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedStart, isRunCommand, missingServer, terminalText, versionAndSource } from '../../src/messages.ts';
import { readPage } from '../../src/pages.ts';

test('a missing server is named, with what to do', () => {
  const message = missingServer({ reason: 'setting', tried: ['/opt/gone'] });
  assert.match(message, /lambdock\.path names \/opt\/gone, which is no file/);
  assert.match(message, /clear it/);
  assert.match(missingServer({ reason: 'nowhere', tried: ['/a', 'b'] }), /no server at \/a or b\. Install/);
});

test('a server that cannot be run says why', () => {
  const binary = { file: '/opt/lambdock', source: 'setting' } as const;
  assert.match(failedStart(binary, new Error('spawn EACCES')), /running \/opt\/lambdock failed: spawn EACCES/);
  assert.equal(versionAndSource('0.1.0', binary), 'lambdock 0.1.0, chosen by the setting lambdock.path');
});

test('a page gives its rule and what it reports', () => {
  assert.deepEqual(readPage('# missing-ric\n\nReports images.\n\nMore.\n'), {
    rule: 'missing-ric',
    summary: 'Reports images.',
  });
  assert.equal(readPage('nothing'), undefined);
});

test('the commands that run something are told from others', () => {
  assert.ok(isRunCommand('lambdock.build') && isRunCommand('lambdock.invoke') && isRunCommand('lambdock.deploy'));
  assert.ok(!isRunCommand('lambdock.fixAll') && !isRunCommand('lambdock.ui.build'));
});

test('a terminal gets the line ends that it needs', () => {
  assert.equal(terminalText('a\nb\r\nc'), 'a\r\nb\r\nc');
});
