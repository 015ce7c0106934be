import type { Answer, BuiltImage, Image } from './document.ts';

/** The image that the last build made in the way of a simulated one. */
export function builtAs(answer: Answer, image: Image): BuiltImage | undefined {
  const names = (image.functions ?? []).map(({ name }) => name);
  const same = answer.built.find(
    ({ functions }) => functions.length === names.length && functions.every((name) => names.includes(name)),
  );
  return same ?? (answer.images?.length === 1 && answer.built.length === 1 ? answer.built[0] : undefined);
}

/** How large the layers are, in bytes, by the line of their instruction; 0 is the base image. */
export function layerSizes(built: BuiltImage | undefined): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  for (const { line, size } of built?.layers ?? []) {
    sizes.set(line, (sizes.get(line) ?? 0) + size);
  }
  return sizes;
}

/** A size as people read it: "182 MB". */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  let value = size;
  for (; value >= 1000 && unit < units.length - 1; unit++) {
    value /= 1000;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
