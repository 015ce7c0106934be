import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongFolder } from '../../src/folders.ts';

test('the folder of a new function lies below the one that it is asked for in', () => {
  for (const name of ['hello', ' hello ', 'functions/hello', 'functions\\hello', 'a..b']) {
    assert.equal(wrongFolder(name), undefined, name);
  }
  for (const name of [
    '',
    '  ',
    '/hello',
    'hello/',
    '..',
    'a/../../b',
    'a\\..\\..\\b',
    '\\\\host\\share',
    'C:\\hello',
    '.',
  ]) {
    assert.notEqual(wrongFolder(name), undefined, name);
  }
});
