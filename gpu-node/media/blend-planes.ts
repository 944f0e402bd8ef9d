/** Mixes two pictures of the same size into a third: 0 is all `from`, 1 all `to`. */
export function blendPlanes(from: Uint8Array, to: Uint8Array, share: number): Buffer {
  const mixed = Buffer.allocUnsafe(from.length);
  const weight = Math.round(share * 256);
  const rest = 256 - weight;
  for (let index = 0; index < mixed.length; index += 1)
    mixed[index] = ((from[index] ?? 0) * rest + (to[index] ?? 0) * weight + 128) >> 8;
  return mixed;
}
