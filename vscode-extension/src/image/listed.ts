import type { Image } from './document.ts';
import { lambdaImages } from './summary.ts';

/** An image of the workspace, as `lambdock/images` lists it. */
export interface Listed {
  readonly uri: string;
  readonly path: string;
  readonly title: string;
  readonly functions: readonly string[];
}

/** An image of the list, and how many before it have the same Dockerfile and functions. */
export interface Numbered {
  readonly listed: Listed;
  readonly before: number;
}

/** Numbers the images that nothing else tells apart: a Dockerfile may be built in two ways for the same functions, or for none. */
export function numbered(list: readonly Listed[]): Numbered[] {
  const seen = new Map<string, number>();
  return list.map((listed) => {
    const key = JSON.stringify([listed.uri, listed.functions]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return { listed, before };
  });
}

/** An id that no other image of the list has: VS Code shows no tree in which one is there twice. */
export function idOf({ listed: { uri, functions }, before }: Numbered): string {
  return JSON.stringify([uri, functions, before]);
}

/** The image of a Dockerfile that an entry of the list is about; both come from the server in one order. */
export function imageOf({ listed, before }: Numbered, images: readonly Image[] | null): Image | undefined {
  const wanted = JSON.stringify(listed.functions);
  return lambdaImages(images).filter(
    ({ functions }) => JSON.stringify((functions ?? []).map(({ name }) => name)) === wanted,
  )[before];
}
