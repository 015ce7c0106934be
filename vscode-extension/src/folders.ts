/** Says what is wrong with the name of a folder that is to lie below another one; nothing where it is sound. */
export function wrongFolder(name: string): string | undefined {
  const parts = name.trim().split(/[\\/]/);
  return parts.some((part) => part === '' || part === '.' || part === '..') || /^[A-Za-z]:/.test(name.trim())
    ? 'The name of a folder below this one, such as hello or functions/hello'
    : undefined;
}
