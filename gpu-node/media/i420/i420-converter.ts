import { rgbaToI420Module } from "./rgba-to-i420-module.ts";

/** What of WebAssembly is used; its types belong to browsers. */
interface WasmTools {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly convert: (...words: number[]) => void } };
}

const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: WasmTools };
const pageBytes = 65_536;
const compiled = new wasm.Module(rgbaToI420Module);

/**
 * Turns RGBA pictures of one size into I420 (planes Y, Cb, Cr), BT.709 limited range, chroma of
 * the mean of four pixels; within one step of exact arithmetic. Alpha is ignored.
 */
export class I420Converter {
  readonly #picture: Uint8Array;
  readonly #planes: Buffer;
  readonly #run: () => void;

  /** @param width at least 16, even; @param height even */
  constructor(width: number, height: number) {
    if (width < 16 || width % 2 !== 0 || height < 2 || height % 2 !== 0)
      throw new RangeError("The size must be even, and the width 16 at least.");
    const pictureBytes = width * height * 4;
    const planeBytes = (width * height * 3) / 2;
    const memory = new wasm.Memory({
      initial: Math.ceil((pictureBytes + planeBytes) / pageBytes),
    });
    const { exports } = new wasm.Instance(compiled, { env: { memory } });
    this.#picture = new Uint8Array(memory.buffer, 0, pictureBytes);
    this.#planes = Buffer.from(memory.buffer, pictureBytes, planeBytes);
    this.#run = () => exports.convert(0, pictureBytes, width, height);
  }

  /** The planes of a picture; they are overwritten by the next one. */
  convert(picture: Uint8Array): Buffer {
    this.#picture.set(picture);
    this.#run();
    return this.#planes;
  }
}
