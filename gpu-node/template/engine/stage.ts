import { createCanvas, LottieAnimation } from "@napi-rs/canvas";
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { TaskError } from "../../tasks/task-error.ts";

export interface StageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws moments of a template onto one canvas. A template of another shape is shown whole, as
 * large as fits and in the middle, between black bars. Where the template itself is transparent
 * it is white, as on a web page.
 */
export class Stage {
  readonly #canvas: Canvas;
  readonly #context: SKRSContext2D;
  readonly #box: { x: number; y: number; width: number; height: number };
  #animation: LottieAnimation | null = null;

  constructor(output: StageSize, template: StageSize) {
    this.#canvas = createCanvas(output.width, output.height);
    this.#context = this.#canvas.getContext("2d");
    this.#context.fillStyle = "#000000";
    this.#context.fillRect(0, 0, output.width, output.height);
    this.#context.fillStyle = "#ffffff";
    this.#box = fitInto(output, template);
    const { x, y, width, height } = this.#box;
    this.#context.beginPath();
    this.#context.rect(x, y, width, height);
    this.#context.clip();
  }

  /**
   * Takes a document, already customised, whose assets lie in this folder. Throws `invalid-input`
   * where the engine cannot read it.
   */
  load(json: string, assetDirectory: string): void {
    try {
      this.#animation = LottieAnimation.loadFromData(json, { resourcePath: assetDirectory });
    } catch (error) {
      const message = "Invalid JSON structure: the engine cannot read the animation.";
      throw new TaskError("invalid-input", message, { cause: error });
    }
  }

  /** @param time in the template's frames, counted from its first */
  draw(time: number): void {
    if (this.#animation === null) throw new Error("There is nothing on the stage.");
    const { x, y, width, height } = this.#box;
    this.#context.fillRect(x, y, width, height);
    this.#animation.seekFrame(time);
    this.#animation.render(this.#context, this.#box);
  }

  /** A copy of what is on the canvas, as RGBA. */
  readPixels(): Buffer {
    return this.#canvas.data();
  }

  encodePng(): Promise<Buffer> {
    return this.#canvas.encode("png");
  }
}

/** As large as fits, in the middle. A share of a pixel is no reason for bars. */
function fitInto(output: StageSize, template: StageSize) {
  const share = Math.min(output.width / template.width, output.height / template.height);
  const [width, height] = [template.width * share, template.height * share];
  if (output.width - width < 2 && output.height - height < 2) return { x: 0, y: 0, ...output };
  return { x: (output.width - width) / 2, y: (output.height - height) / 2, width, height };
}
