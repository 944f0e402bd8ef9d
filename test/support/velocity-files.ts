import { downloadZip } from "client-zip";

const FRAMES_PER_SECOND = 30;
const SAMPLES_PER_SECOND = 8000;

/** A template as Bodymovin exports it: a solid that crosses the picture under another one. */
const COMPOSITION = {
  v: "5.12.1",
  fr: FRAMES_PER_SECOND,
  ip: 0,
  op: 300,
  w: 320,
  h: 180,
  nm: "Promo",
  ddd: 0,
  assets: [],
  layers: [
    aSolid(1, "Mover", "#ff8800", { width: 60, height: 60 }, [
      { t: 0, s: [30, 90, 0], o: { x: 0.5, y: 0.5 }, i: { x: 0.5, y: 0.5 } },
      { t: 299, s: [290, 90, 0] },
    ]),
    aSolid(2, "Background", "#102040", { width: 320, height: 180 }, null),
  ],
};

function aSolid(
  index: number,
  name: string,
  color: string,
  size: { width: number; height: number },
  path: object[] | null,
) {
  const still = (k: unknown) => ({ a: 0, k });
  const { width, height } = size;
  return {
    ddd: 0,
    ind: index,
    ty: 1,
    nm: name,
    sr: 1,
    sw: width,
    sh: height,
    sc: color,
    ip: 0,
    op: 300,
    st: 0,
    bm: 0,
    ks: {
      o: still(100),
      r: still(0),
      p: path ? { a: 1, k: path } : still([160, 90, 0]),
      a: still([width / 2, height / 2, 0]),
      s: still([100, 100, 100]),
    },
  };
}

/** The archive of a template of 300 frames, 320 by 180. */
export function makeTemplate(): Promise<Uint8Array<ArrayBuffer>> {
  return makeArchive("data.json", JSON.stringify(COMPOSITION));
}

/** An archive with one file, which need not be a template's. */
export async function makeArchive(name: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const zip = downloadZip([{ name, input: text, lastModified: new Date(0) }]);
  return new Uint8Array(await zip.arrayBuffer());
}

/** A second of a tone as WAV: 16 bits, one channel. */
export function makeTone(hertz: number): Uint8Array<ArrayBuffer> {
  const data = new DataView(new ArrayBuffer(44 + SAMPLES_PER_SECOND * 2));
  const writeText = (at: number, text: string) =>
    new Uint8Array(data.buffer).set(new TextEncoder().encode(text), at);
  writeText(0, "RIFF");
  data.setUint32(4, data.byteLength - 8, true);
  writeText(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, SAMPLES_PER_SECOND, true);
  data.setUint32(28, SAMPLES_PER_SECOND * 2, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  writeText(36, "data");
  data.setUint32(40, SAMPLES_PER_SECOND * 2, true);
  for (let sample = 0; sample < SAMPLES_PER_SECOND; sample += 1) {
    const level = Math.sin((2 * Math.PI * hertz * sample) / SAMPLES_PER_SECOND);
    data.setInt16(44 + sample * 2, Math.round(level * 12_000), true);
  }
  return new Uint8Array(data.buffer);
}
