import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../src/image/document.ts';
import { idOf, imageOf, numbered } from '../../src/image/listed.ts';

function listed(uri: string, ...functions: string[]) {
  return { uri, path: 'Dockerfile', title: '', functions };
}

function image(target: string, ...names: string[]): Image {
  return {
    target,
    final: 0,
    lambda: { class: 'likely' },
    functions: names.map((name) => ({ name })),
  } as unknown as Image;
}

test('each image of a list has an id of its own', () => {
  const list = [
    listed('file:///a/Dockerfile'),
    listed('file:///a/Dockerfile'),
    listed('file:///b/Dockerfile'),
    listed('file:///a/Dockerfile', 'f', 'g'),
    listed('file:///a/Dockerfile', 'f,g'),
    listed('file:///a/Dockerfile', 'f', 'g'),
  ];
  assert.equal(new Set(numbered(list).map(idOf)).size, list.length);
});

test('each entry of a list leads to its own image', () => {
  const list = numbered([listed('a'), listed('a', 'f'), listed('a'), listed('a', 'f')]);
  const images = [image('one'), image('two', 'f'), image('three'), image('four', 'f')];
  assert.deepEqual(
    list.map((entry) => imageOf(entry, images)?.target),
    ['one', 'two', 'three', 'four'],
  );
  const [first] = list;
  assert.ok(first);
  assert.equal(imageOf(first, null), undefined);
});
