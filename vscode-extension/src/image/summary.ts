import type { Image } from './document.ts';

/** How much is found in a Dockerfile, by how bad it is. */
export interface Problems {
  readonly errors: number;
  readonly warnings: number;
  readonly others: number;
}

/** The images of a Dockerfile that are Lambda's, or may be. */
export function lambdaImages(images: readonly Image[] | null): Image[] {
  return (images ?? []).filter(
    (image) =>
      image.final >= 0 &&
      (image.lambda.class === 'certain' || image.lambda.class === 'likely' || (image.functions ?? []).length > 0),
  );
}

/** What a Dockerfile is, in a few words: "Python 3.13 · arm64 · 2 problems". Nothing for one that is not Lambda's. */
export function summary(images: readonly Image[] | null, problems: Problems): string | undefined {
  const found = lambdaImages(images);
  if (found.length === 0) {
    return undefined;
  }
  const titles = [...new Set(found.map(({ title }) => (title === '' ? 'Lambda' : title)))];
  const title = titles.length === 1 ? titles.join() : `${found.length} images`;
  return `${title} · ${problemsText(problems)}`;
}

/** "OK", "1 problem", "3 problems"; hints are none. */
export function problemsText({ errors, warnings }: Problems): string {
  const count = errors + warnings;
  return count === 0 ? 'OK' : count === 1 ? '1 problem' : `${count} problems`;
}
