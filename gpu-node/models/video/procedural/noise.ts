/** Value noise on an integer lattice; `period` makes it repeat along x, for tiles that wrap. */
export interface Noise {
  at(x: number): number;
  plane(x: number, y: number, period?: number): number;
  /** Sum of octaves in [0, 1]. */
  octaves(x: number, octaveCount: number): number;
  octavesPlane(x: number, y: number, octaveCount: number, period?: number): number;
}

function lattice(seed: number, x: number, y: number): number {
  let hash = Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(seed, 974634777);
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

const ease = (value: number): number => value * value * value * (value * (value * 6 - 15) + 10);

/** Smooth seeded noise. */
export function createNoise(seed: number): Noise {
  function plane(x: number, y: number, period = 0): number {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const u = ease(x - column);
    const v = ease(y - row);
    const left = period > 0 ? ((column % period) + period) % period : column;
    const right = period > 0 ? (left + 1) % period : column + 1;
    const top = lattice(seed, left, row) * (1 - u) + lattice(seed, right, row) * u;
    const bottom = lattice(seed, left, row + 1) * (1 - u) + lattice(seed, right, row + 1) * u;
    return top * (1 - v) + bottom * v;
  }
  function octavesPlane(x: number, y: number, octaveCount: number, period = 0): number {
    let sum = 0;
    let amplitude = 0.5;
    let total = 0;
    let scale = 1;
    for (let octave = 0; octave < octaveCount; octave += 1) {
      sum += amplitude * plane(x * scale, y * scale + octave * 31.7, period * scale);
      total += amplitude;
      amplitude *= 0.5;
      scale *= 2;
    }
    return sum / total;
  }
  return {
    plane,
    octavesPlane,
    at: (x) => plane(x, 0.5),
    octaves: (x, octaveCount) => octavesPlane(x, 0.5, octaveCount),
  };
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  const position = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return position * position * (3 - 2 * position);
}
