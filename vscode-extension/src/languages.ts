/**
 * The languages whose open documents the server sees: Dockerfiles, and what stands around them, since an unsaved handler or template counts as it is on the screen.
 * Activation is narrower: none of these but Dockerfiles starts the extension.
 */
export const languages = [
  'dockerfile',
  'python',
  'javascript',
  'typescript',
  'java',
  'kotlin',
  'csharp',
  'go',
  'rust',
  'ruby',
  'yaml',
  'json',
  'jsonc',
  'toml',
  'xml',
  'pip-requirements',
  'go.mod',
  'shellscript',
  'makefile',
  'hcl',
  'terraform',
  'dockercompose',
  'dockerbake',
  'github-actions-workflow',
  'cloudformation',
  'ignore',
] as const;
