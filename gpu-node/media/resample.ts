const reach = 24;
const phases = 512;

/** A windowed sinc, tabled at so many places between two samples. */
const kernel = Float32Array.from({ length: reach * 2 * phases + 1 }, (_, index) => {
  const distance = index / phases - reach;
  const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
  const turn = Math.PI * distance;
  return turn === 0 ? 1 : (Math.sin(turn) / turn) * window;
});

/**
 * Reads a sound at another rate, band-limited; `step` is how many samples of the source pass for
 * one of the result. Steps above 1 alias: it is meant for raising the rate.
 */
export function resample(source: Float32Array, step: number): Float32Array {
  const result = new Float32Array(Math.floor(source.length / step));
  for (let index = 0; index < result.length; index += 1) {
    const position = index * step;
    const first = Math.ceil(position - reach);
    let sum = 0;
    for (let tap = Math.max(0, first); tap < Math.min(source.length, position + reach); tap += 1)
      sum += (source[tap] ?? 0) * (kernel[Math.round((tap - position + reach) * phases)] ?? 0);
    result[index] = sum;
  }
  return result;
}
