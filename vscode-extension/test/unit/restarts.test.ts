import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Restarts } from '../../src/restarts.ts';

const minute = 60_000;

test('a server is started again four times in three minutes', () => {
  const restarts = new Restarts();
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((second) => restarts.allow(second * 1000)),
    [true, true, true, true, false],
  );
  restarts.forget();
  assert.equal(restarts.allow(5000), true);
});

test('a server that crashes now and then is started again for ever', () => {
  const restarts = new Restarts();
  for (let crash = 0; crash < 50; crash++) {
    assert.equal(restarts.allow(crash * minute), true);
  }
});
