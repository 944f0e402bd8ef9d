import { inspectUserVideo } from "../../media/inspect-user-video.ts";
import { TaskError } from "../../tasks/task-error.ts";
import type { TemplateAsset } from "../assets/template-asset.ts";
import type { LottieDocument } from "../document/lottie-document.ts";
import type { FramePlan } from "./plan-frames.ts";
import type { Stage } from "./stage.ts";
import { VideoFrameReader } from "./video-frame-reader.ts";
import { VideoTimes } from "./video-times.ts";
import type { TemplateVideo } from "./video-times.ts";
import { windowDocument } from "./window-document.ts";

interface OpenedVideo {
  readonly video: TemplateVideo;
  readonly reader: VideoFrameReader;
}

/** Opens the films of the document; their frames are read no larger than they are shown. */
export async function openVideos(input: {
  readonly document: LottieDocument;
  readonly assets: readonly TemplateAsset[];
  readonly assetDirectory: string;
  readonly share: number;
}): Promise<OpenedVideo[]> {
  const opened: OpenedVideo[] = [];
  for (const [index, box] of input.document.assets.entries()) {
    const asset = input.assets.find(({ id, kind }) => kind === "video" && id === box.id);
    if (asset === undefined) continue;
    const film = await inspectUserVideo(asset.filePath);
    if (film.type === "unreadable")
      throw new TaskError("invalid-input", `Unsupported file formats or codecs: ${film.reason}`);
    const { framesPerSecond, durationSeconds } = film;
    const frameCount = Math.max(1, Math.round(durationSeconds * framesPerSecond));
    const video = { asset, framesPerSecond, frameCount };
    box.w ??= film.width;
    box.h ??= film.height;
    const size = {
      width: Math.max(2, Math.round((box.w * input.share) / 2) * 2),
      height: Math.max(2, Math.round((box.h * input.share) / 2) * 2),
    };
    const options = { directory: input.assetDirectory, name: `film-${index}`, size };
    opened.push({ video, reader: new VideoFrameReader(video, options) });
  }
  return opened;
}

export interface VideoWindowsInput {
  readonly document: LottieDocument;
  readonly plan: FramePlan;
  readonly videos: readonly OpenedVideo[];
  readonly assetDirectory: string;
  readonly stage: Stage;
}

/** Pictures of one window, and the frames of films they show. */
interface Window {
  readonly first: number;
  readonly end: number;
  readonly needed: ReadonlyMap<string, ReadonlySet<number>>;
}

const maximumPictures = 50;
/** A frame costs its file and its decoded pixels, and two windows are held at once. */
const maximumWindowBytes = 96 * 1024 * 1024;

/**
 * Puts the document on the stage, with the frames of films that the next pictures show. While one
 * window is drawn, the next one's frames are decoded.
 */
export class VideoWindows {
  readonly #input: VideoWindowsInput;
  readonly #times: VideoTimes;
  #current: Window | null = null;
  #next: { window: Window; isWritten: Promise<void> } | null = null;

  constructor(input: VideoWindowsInput) {
    this.#input = input;
    this.#times = new VideoTimes(
      input.document,
      input.videos.map(({ video }) => video),
    );
  }

  /** Makes the stage ready for a picture; pictures come in rising order. */
  async enter(index: number): Promise<void> {
    if (this.#current !== null && index < this.#current.end) return;
    let next = this.#next;
    this.#next = null;
    if (next === null || index < next.window.first || index >= next.window.end) {
      await next?.isWritten;
      const window = this.#plan(index);
      next = { window, isWritten: this.#write(window) };
    }
    await next.isWritten;
    this.#current = next.window;
    this.#load(next.window);
    await this.#prepare(next.window.end);
  }

  async close(): Promise<void> {
    await this.#next?.isWritten.catch(() => {});
    for (const { reader } of this.#input.videos) await reader.close();
  }

  #load({ needed }: Window): void {
    const { document, videos, assetDirectory, stage } = this.#input;
    const shown = videos.map(({ video, reader }) => {
      // A film that is not seen in this window shows any frame; none of it is drawn.
      const frames = needed.get(video.asset.id) ?? new Set<number>();
      return { video, reader, frames };
    });
    stage.load(JSON.stringify(windowDocument(document, shown)), assetDirectory);
  }

  /** The engine has read the files of the window on stage only once they are drawn: they stay. */
  async #prepare(first: number): Promise<void> {
    if (this.#input.videos.length === 0 || first >= this.#input.plan.times.length) return;
    const window = this.#plan(first);
    for (const { video, reader } of this.#input.videos) {
      const kept = new Set([
        ...(this.#current?.needed.get(video.asset.id) ?? []),
        ...(window.needed.get(video.asset.id) ?? []),
      ]);
      await reader.keepOnly(kept);
    }
    const isWritten = this.#write(window);
    // Its failure is told when the window is entered.
    isWritten.catch(() => {});
    this.#next = { window, isWritten };
  }

  async #write({ needed }: Window): Promise<void> {
    for (const { video, reader } of this.#input.videos)
      await reader.write(needed.get(video.asset.id) ?? new Set());
  }

  /** Takes pictures until their frames are as many as memory should hold. */
  #plan(first: number): Window {
    const { document, plan, videos } = this.#input;
    if (videos.length === 0) return { first, end: plan.times.length, needed: new Map() };
    const needed = new Map<string, Set<number>>();
    let end = first;
    while (end < plan.times.length && end < first + maximumPictures) {
      this.#times.collect((plan.times[end] ?? 0) + document.ip, needed);
      end += 1;
      if (this.#bytesOf(needed) > maximumWindowBytes) break;
    }
    return { first, end, needed };
  }

  #bytesOf(needed: ReadonlyMap<string, ReadonlySet<number>>): number {
    return this.#input.videos.reduce((sum, { video, reader }) => {
      const { width, height } = reader.size;
      return sum + (needed.get(video.asset.id)?.size ?? 0) * width * height * 8;
    }, 0);
  }
}
