import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const extension = path.resolve(import.meta.dirname, '../..');

interface Schema {
  readonly $defs: Record<string, { readonly properties: Record<string, object> }>;
}

/** The keys of the interfaces of a file, by their names. */
function interfaces(file: string): Map<string, string[]> {
  const text = fs.readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  return new Map(
    source.statements
      .filter((statement) => ts.isInterfaceDeclaration(statement))
      .map(({ name, members }) => [name.text, members.map((member) => member.name?.getText(source) ?? '')]),
  );
}

test('the types of an image are those that the server documents', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(extension, '..', 'docs', 'image.schema.json'), 'utf8')) as Schema;
  const found = interfaces(path.join(extension, 'src', 'image', 'document.ts'));
  for (const [name, { properties }] of Object.entries(schema.$defs)) {
    assert.deepEqual(found.get(name)?.toSorted(), Object.keys(properties).toSorted(), name);
  }
});
