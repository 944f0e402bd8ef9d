import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadZip } from "client-zip";
import {
  composition,
  fonts,
  lottie,
  picture,
  rectangle,
  solid,
  still,
  text,
  transform,
} from "../gpu-node/template/support/lottie.ts";
import { plainPng, writeFilm } from "../gpu-node/template/support/make-media.ts";

const at = (x: number, y: number) => ({ ks: transform({ p: still([x, y, 0]) }) });
const FILM = { width: 160, height: 96, framesPerSecond: 30, frameCount: 30 };

/**
 * The archive of a template of one second, 640 by 360, with a layer of every kind that can be
 * changed: words (twice under one name), a picture, a film, colours, and one that can be hidden.
 *
 * @param namedLast name of its last layer, which may be hostile.
 * @param paddingBytes of a file that nothing uses, so that its upload takes more than one request.
 */
export async function makeShowcaseTemplate(
  namedLast = "Backdrop",
  paddingBytes = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await mkdtemp(join(tmpdir(), "framefleet-template-"));
  try {
    const film = join(folder, "clip.mp4");
    await writeFilm(film, { ...FILM, colourAt: (frame) => [40 + 6 * frame, 90, 200 - 5 * frame] });
    const assets = [
      { id: "logo", w: 120, h: 96, u: "images/", p: "logo.png", e: 0 },
      { id: "clip", w: FILM.width, h: FILM.height, u: "images/", p: "clip.mp4", e: 0 },
      { id: "card", layers: [text("Title", "Second line", 26, at(0, 26))] },
    ];
    const layers = [
      text("Title", "Summer sale", 48, at(40, 90)),
      composition("Card", "card", 300, 40, at(40, 110)),
      picture("Logo", "logo", at(470, 40)),
      picture("Clip", "clip", { ty: 9, ...at(40, 200) }),
      rectangle("Bar", { x: 40, y: 320, w: 560, h: 8 }, [0.95, 0.55, 0.1]),
      solid("Backdrop", "#f2ede4", 640, 360, { nm: namedLast }),
    ];
    const document = lottie(layers, { w: 640, h: 360, assets, fonts, nm: "Showcase" });
    const bytes = new Uint8Array(await readFile(film));
    const files = [
      { name: "data.json", input: JSON.stringify(document) },
      { name: "images/logo.png", input: new Uint8Array(plainPng(120, 96, "#2d5bd0")) },
      { name: "images/clip.mp4", input: bytes },
      ...(paddingBytes === 0 ? [] : [{ name: "images/unused.bin", input: noise(paddingBytes) }]),
    ];
    const lastModified = new Date(0);
    const zip = downloadZip(files.map((file) => ({ ...file, lastModified })));
    return new Uint8Array(await zip.arrayBuffer());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes that say nothing, the same every time. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(bytes);
  for (let index = 0, value = 1; index < bytes; index += 1) {
    value = (value * 48_271) % 0x7fff_ffff;
    made[index] = value;
  }
  return made;
}
