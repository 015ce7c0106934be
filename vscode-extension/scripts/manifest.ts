/** What an editor knows besides the keys of .lambdock.yaml. */
const editorSettings = {
  path: {
    type: 'string',
    default: '',
    scope: 'machine-overridable',
    markdownDescription:
      'A server of your own in place of the one that comes with the extension: the path of `lambdock`. `~`, `${workspaceFolder}` and `${userHome}` may be used.',
  },
  'trace.server': {
    type: 'string',
    enum: ['off', 'messages', 'verbose'],
    default: 'off',
    scope: 'window',
    markdownDescription:
      'Whether the output channel *Lambdock Trace* shows what the editor and the server say to each other.',
  },
  codeLens: switches('Lines above the code', {
    runs: 'What can be done with the image.',
    findings: 'How much is found in a Dockerfile.',
    handlers: 'Whose handler a function is.',
  }),
  inlayHints: switches('Hints within the lines of a Dockerfile', {
    base: 'The system of a base image, and how long it is supported.',
    variables: 'The value of a variable.',
    copies: 'Where a `COPY` lands.',
    handler: 'The file that defines the handler.',
    entrypoint: 'The entry point that the base image brings.',
  }),
  generic: {
    type: 'boolean',
    default: true,
    markdownDescription:
      'Whether Lambdock offers what any server for Dockerfiles does: outline, folding, flags and the like. Switch it off beside another extension that does.',
  },
};

interface Schema {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The settings of the editor: its own, and each key of .lambdock.yaml. */
export function settingsOf(schema: Schema): Record<string, object> {
  const shared = Object.entries(schema.properties).map(([key, { description, ...rest }]) => [
    key,
    {
      ...rest,
      scope: 'window',
      markdownDescription: `${String(description)} The same as \`${key}\` in \`.lambdock.yaml\`.`,
    },
  ]);
  const all = [...Object.entries(editorSettings), ...shared] as [string, object][];
  return Object.fromEntries(all.map(([key, setting]) => [`lambdock.${key}`, setting]));
}

/** The manifest that is packaged: what package.json says, without what only development needs, and with the settings. */
export function packagedManifest(manifest: Readonly<Record<string, unknown>>, schema: Schema): Record<string, unknown> {
  const packaged: Record<string, unknown> = { ...manifest };
  for (const key of ['scripts', 'devDependencies', 'type']) {
    Reflect.deleteProperty(packaged, key);
  }
  packaged['contributes'] = {
    ...(manifest['contributes'] as object),
    configuration: { title: 'Lambdock', properties: settingsOf(schema) },
  };
  return packaged;
}

function switches(what: string, kinds: Readonly<Record<string, string>>): object {
  const properties = Object.entries(kinds).map(([kind, markdownDescription]) => [
    kind,
    { type: 'boolean', default: true, markdownDescription },
  ]);
  return {
    type: ['boolean', 'object'],
    default: true,
    scope: 'window',
    properties: Object.fromEntries(properties) as object,
    additionalProperties: false,
    markdownDescription: `${what}: all of them, none of them, or some by name.`,
  };
}
