const block = 8;
const step = 4;
const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/** Structural similarity of two RGBA pictures' luma, in blocks of eight that overlap by half. */
export function measureSsim(one: Buffer, other: Buffer, width: number, height: number): number {
  const [first, second] = [lumaOf(one, width * height), lumaOf(other, width * height)];
  let sum = 0;
  let count = 0;
  for (let y = 0; y + block <= height; y += step)
    for (let x = 0; x + block <= width; x += step) {
      sum += compareBlock(first, second, y * width + x, width);
      count += 1;
    }
  return count === 0 ? 1 : sum / count;
}

function lumaOf(pixels: Buffer, count: number): Float32Array {
  const luma = new Float32Array(count);
  for (let place = 0; place < count; place += 1) {
    const [r = 0, g = 0, b = 0] = [pixels[place * 4], pixels[place * 4 + 1], pixels[place * 4 + 2]];
    luma[place] = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  return luma;
}

function compareBlock(
  first: Float32Array,
  second: Float32Array,
  start: number,
  width: number,
): number {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let y = 0; y < block; y += 1)
    for (let x = 0; x < block; x += 1) {
      const a = first[start + y * width + x] ?? 0;
      const b = second[start + y * width + x] ?? 0;
      sumA += a;
      sumB += b;
      squaresA += a * a;
      squaresB += b * b;
      products += a * b;
    }
  const size = block * block;
  const [meanA, meanB] = [sumA / size, sumB / size];
  const varianceA = squaresA / size - meanA * meanA;
  const varianceB = squaresB / size - meanB * meanB;
  const covariance = products / size - meanA * meanB;
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
    ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
  );
}
