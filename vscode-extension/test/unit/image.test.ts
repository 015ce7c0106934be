import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Handler, Image, Node, Start } from '../../src/image/document.ts';
import { outline, type Entry } from '../../src/image/outline.ts';
import { builtAs, bytes, layerSizes } from '../../src/image/sizes.ts';
import { startPath } from '../../src/image/startpath.ts';
import { summary } from '../../src/image/summary.ts';

const known = (text: string) => ({ known: true, text });
const at = (startLine: number, file = 'hello/Dockerfile') => ({
  file,
  startLine,
  startColumn: 1,
  endLine: startLine,
  endColumn: 20,
});

const handler: Handler = {
  state: 'given',
  name: 'app.handler',
  place: at(3),
  module: 'app',
  symbol: 'handler',
  searchPath: ['/var/task', '/opt/python', '/var/runtime'],
  presence: 'present',
  file: 'app.py',
  origin: { line: 2, stage: 0, context: 'hello/app.py', changedBy: 0 },
  compiled: false,
  source: 'hello/app.py',
  defined: 'yes',
  definition: at(7, 'hello/app.py'),
  elsewhere: [],
};

const start: Start = {
  kind: 'lambda-entrypoint',
  language: 'python',
  version: '3.13',
  program: '/lambda-entrypoint.sh',
  entrypoint: { set: true, words: [known('/lambda-entrypoint.sh')], shell: false, place: null },
  command: { set: true, words: [known('app.handler')], shell: false, place: at(3) },
  handler,
};

const file = (name: string, origin: Node['origin']): Node => ({
  name,
  folder: false,
  certain: true,
  origin,
  nodes: [],
  more: false,
  cut: false,
});
const folder = (name: string, ...nodes: Node[]): Node => ({ ...file(name, null), folder: true, nodes });

const image: Image = {
  title: 'Python 3.13 · arm64',
  functions: [{ name: 'Hello', kind: 'sam', place: at(2, 'template.yaml'), reason: 'it says so', through: null }],
  builds: [],
  lambda: { class: 'certain', evidence: [] },
  context: known('hello'),
  target: '',
  platform: known('linux/arm64'),
  arguments: [],
  stages: [
    {
      name: '',
      place: at(1),
      base: {
        kind: 'lambda',
        image: known('public.ecr.aws/lambda/python:3.13'),
        stage: -1,
        language: 'python',
        os: 'Amazon Linux 2023',
        deprecatedOn: '2029-06-30',
      },
      steps: [
        { keyword: 'COPY', text: 'COPY app.py ./', place: at(2), layer: true, copies: [] },
        { keyword: 'CMD', text: 'CMD ["app.handler"]', place: at(3), layer: false, copies: [] },
      ],
      reached: true,
    },
  ],
  final: 0,
  start,
  environment: [{ name: 'LANG', value: known('en_US.UTF-8'), place: null, reserved: true }],
  workDir: known('/var/task'),
  user: known(''),
  files: folder('/', folder('var', folder('task', file('app.py', handler.origin)))),
};

const answer: Answer = { version: 1, dockerfile: 'hello/Dockerfile', images: [image], built: [] };

function withHandler(changes: Partial<Handler>): Image {
  return { ...image, start: { ...start, handler: { ...handler, ...changes } } };
}

test('the path leads from the entry point to the function', () => {
  const path = startPath(image, 'hello/Dockerfile');
  assert.deepEqual(
    path.map(({ title, text, state, place }) => [title, text, state, place?.file, place?.startLine]),
    [
      ['Entry point', '/lambda-entrypoint.sh', 'sound', undefined, undefined],
      ['Command', 'app.handler', 'sound', 'hello/Dockerfile', 3],
      ['File of app', 'app.py', 'sound', 'hello/Dockerfile', 2],
      ['Function handler', 'hello/app.py, line 7', 'sound', 'hello/app.py', 7],
    ],
  );
});

test('what is missing ends the path, and what is not known is said to be so', () => {
  const last = (changes: Partial<Handler>) => startPath(withHandler(changes), 'hello/Dockerfile').at(-1);
  assert.deepEqual(
    [
      last({ presence: 'absent', elsewhere: ['/app/app.py'] }),
      last({ presence: 'absent' }),
      last({ defined: 'no', definition: null }),
      last({ state: 'missing' }),
      last({ presence: 'unknown', defined: 'unknown', file: '' }),
    ].map((link) => [link?.title, link?.text, link?.state]),
    [
      ['File of app', '/app/app.py', 'missing'],
      ['File of app', 'not in the image', 'missing'],
      ['Function handler', 'not defined', 'missing'],
      ['Handler', 'none is given', 'missing'],
      ['Function handler', 'not known', 'unknown'],
    ],
  );
  const command = { ...start.command, words: [{ known: false, text: '' }] };
  assert.equal(startPath({ ...image, start: { ...start, command } }, 'hello/Dockerfile')[1]?.text, '…');
});

test('the tree has the start, stages, files, environment and search path', () => {
  const rows = outline(answer, image);
  const below = (row: Entry | undefined, label: string) => row?.children?.find((child) => child.label === label);
  assert.deepEqual(
    rows.map(({ label, description }) => [label, description]),
    [
      ['Start', 'leads to the function'],
      ['Stages', '1'],
      ['Files', '1'],
      ['Environment', '1'],
      ['Search Path', '3'],
    ],
  );
  const app = below(below(below(rows[2], 'var'), 'task'), 'app.py');
  assert.equal(app?.description, 'line 2 from hello/app.py');
  assert.deepEqual(app.place?.startLine, 2);
  const failing = outline(answer, withHandler({ presence: 'absent' }))[0];
  assert.ok(failing?.failing === true && failing.open === true);
});

test('layers have the sizes of the last build', () => {
  const built = {
    ref: 'hello:lambdock',
    size: 182_000_000,
    architecture: 'arm64',
    functions: ['Hello'],
    refused: [],
    layers: [
      { size: 100_000_000, by: '', line: 0 },
      { size: 80_000_000, by: '', line: 0 },
      { size: 2_000_000, by: 'COPY app.py ./', line: 2 },
    ],
  };
  const after = { ...answer, built: [{ ...built, functions: ['Other'], size: 1 }, built] };
  assert.equal(builtAs(after, image), built);
  assert.equal(builtAs({ ...after, built: [] }, image), undefined);
  assert.deepEqual(
    [...layerSizes(built)],
    [
      [0, 180_000_000],
      [2, 2_000_000],
    ],
  );
  const stage = outline(after, image)[1]?.children?.[0];
  assert.equal(stage?.description, 'from public.ecr.aws/lambda/python:3.13 · 180 MB');
  assert.equal(stage.children?.[0]?.description, '2.0 MB · app.py ./');
});

test('sizes are written as people read them', () => {
  assert.deepEqual([0, 999, 1000, 12_345, 182_000_000, 10_000_000_000].map(bytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '12 kB',
    '182 MB',
    '10 GB',
  ]);
});

test('the status bar says what a Dockerfile is, and nothing of one that is not Lambda’s', () => {
  const fine = { errors: 0, warnings: 0, others: 3 };
  assert.equal(summary([image], fine), 'Python 3.13 · arm64 · OK');
  assert.equal(summary([image], { ...fine, errors: 1 }), 'Python 3.13 · arm64 · 1 problem');
  assert.equal(
    summary([image, { ...image, title: 'Python 3.13 · x86_64' }], { ...fine, warnings: 2 }),
    '2 images · 2 problems',
  );
  assert.equal(summary([{ ...image, functions: [], lambda: { class: 'weak', evidence: [] } }], fine), undefined);
  assert.equal(summary(null, fine), undefined);
});
