/** A size as the AI SDK writes it. */
export type SizeText = `${number}x${number}`;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export function readSize(text: string): PictureSize {
  const [width = 0, height = 0] = text.split("x").map(Number);
  return { width, height };
}

/** Of the sizes that a model makes the one of the nearest shape, and among those the nearest area. */
export function nearestSize(sizes: readonly string[], asked: PictureSize): PictureSize {
  const distance = ({ width, height }: PictureSize): number =>
    Math.abs(Math.log((width / height) * (asked.height / asked.width))) * 100 +
    Math.abs(Math.log((width * height) / (asked.width * asked.height)));
  const [nearest = asked] = sizes
    .map(readSize)
    .toSorted((one, other) => distance(one) - distance(other));
  return nearest;
}

/** The nearest of some shapes such as `16:9`. */
export function nearestShape<Shape extends `${number}:${number}`>(
  shapes: readonly [Shape, ...Shape[]],
  { width, height }: PictureSize,
): Shape {
  const distance = (shape: Shape): number => {
    const [across = 1, down = 1] = shape.split(":").map(Number);
    return Math.abs(Math.log(((across / down) * height) / width));
  };
  return shapes.reduce((best, shape) => (distance(shape) < distance(best) ? shape : best));
}
