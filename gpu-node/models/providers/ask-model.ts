import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  ImageModelV4CallOptions,
  SpeechModelV4CallOptions,
} from "@ai-sdk/provider";
import type { ModelCall } from "../remote/model-call.ts";
import { chooseDuration } from "./choose-duration.ts";
import { fetchResult } from "./fetch-result.ts";
import type {
  MadeFile,
  ModelFetch,
  ModelProvider,
  OfferedModel,
  OperationModel,
} from "./model-provider.ts";
import { nearestShape, nearestSize } from "./nearest-size.ts";
import type { SizeText } from "./nearest-size.ts";
import { runOperation } from "./run-operation.ts";
import type { OperationTerms } from "./run-operation.ts";
import { runVideoOperation } from "./run-video-operation.ts";
import { failedOperation } from "./translate-error.ts";

export interface AskModelInput extends OperationTerms {
  readonly provider: ModelProvider;
  readonly offered: OfferedModel;
  readonly call: ModelCall;
  readonly taskId: string;
  readonly workDirectory: string;
  readonly outputPath: string;
  readonly fetch: ModelFetch;
}

type CallOf<Kind extends ModelCall["kind"]> = Extract<ModelCall, { kind: Kind }>;

/**
 * Lets a server make what was asked for, and writes its bytes to the output path as they came. A
 * picture or speech that the same task was given before is given again.
 */
export async function askModel(input: AskModelInput): Promise<void> {
  const { call, offered, taskId, errors, journal, outputPath } = input;
  if (call.kind === "video")
    return offered.kind === "video" ? askForVideo(input, call, offered) : mismatch();
  const place = { taskId, provider: errors.provider, call };
  if (await journal.takeResult(place, outputPath)) return;
  if (call.kind === "image" && offered.kind === "image") await askForImage(input, call, offered);
  else if (call.kind === "speech" && offered.kind === "speech")
    await askForSpeech(input, call, offered);
  else mismatch();
  await journal.keepResult(place, outputPath);
}

function mismatch(): never {
  throw new Error("A model of another kind was chosen.");
}

async function askForVideo(
  input: AskModelInput,
  call: CallOf<"video">,
  { settings, model }: Extract<OfferedModel, { kind: "video" }>,
): Promise<void> {
  const size = sizeText(settings.sizes, call);
  const options: VideoCallOptions = {
    prompt: call.prompt,
    n: 1,
    aspectRatio: undefined,
    resolution: size,
    duration: chooseDuration(settings.durationsSeconds, call),
    fps: call.framesPerSecond,
    seed: call.seed,
    generateAudio: call.audio,
    providerOptions: providerOptionsOf(model, settings.options),
    ...(await readImages(call, input.workDirectory)),
  };
  const { errors, taskId } = input;
  const place = { taskId, provider: errors.provider, call };
  const video = await runVideoOperation({ ...input, model, options, place });
  switch (video.type) {
    case "url":
    case "binary":
      return save(input, video);
    case "base64":
      return save(input, { type: "binary", data: bytesOf(video.data) });
    case "uploaded":
      throw failedOperation("it put the video somewhere else", null, errors);
  }
}

type Images = Pick<VideoCallOptions, "image" | "frameImages" | "inputReferences">;

async function readImages(call: CallOf<"video">, workDirectory: string): Promise<Images> {
  const files = await Promise.all(
    call.images.map(async ({ role, file }) => {
      const data = new Uint8Array(await readFile(join(workDirectory, file)));
      return { role, image: { type: "file" as const, mediaType: "image/png", data } };
    }),
  );
  const imageOf = (role: string) => files.find((file) => file.role === role)?.image;
  const [initial, end] = [imageOf("initial-image"), imageOf("end-frame")];
  const references = files.flatMap(({ role, image }) =>
    role === "reference-image" ? [image] : [],
  );
  const frames = [
    ...(initial === undefined ? [] : [{ image: initial, frameType: "first_frame" as const }]),
    ...(end === undefined ? [] : [{ image: end, frameType: "last_frame" as const }]),
  ];
  return {
    image: initial,
    frameImages: end === undefined ? undefined : frames,
    inputReferences: references.length === 0 ? undefined : references,
  };
}

const imageShapes = ["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4"] as const;

async function askForImage(
  input: AskModelInput,
  call: CallOf<"image">,
  { settings, model, takesShape = false }: Extract<OfferedModel, { kind: "image" }>,
): Promise<void> {
  const options: ImageModelV4CallOptions = {
    prompt: call.prompt,
    n: 1,
    size: takesShape ? undefined : sizeText(settings.sizes, call),
    aspectRatio: takesShape ? nearestShape(imageShapes, call) : undefined,
    seed: call.seed,
    files: undefined,
    mask: undefined,
    providerOptions: providerOptionsOf(model, settings.options),
    abortSignal: input.signal,
  };
  if ("start" in model) return save(input, await runModel(input, model, options));
  const { images } = await model.doGenerate(options);
  const [image] = images;
  if (image === undefined) throw failedOperation("it made no picture", null, input.errors);
  return save(input, { type: "binary", data: bytesOf(image) });
}

async function askForSpeech(
  input: AskModelInput,
  call: CallOf<"speech">,
  { settings, model }: Extract<OfferedModel, { kind: "speech" }>,
): Promise<void> {
  const options: SpeechModelV4CallOptions = {
    text: call.text,
    voice: settings.voices[call.speaker] ?? call.speaker,
    outputFormat: "mp3",
    ...(call.pace === 1 ? {} : { speed: call.pace }),
    providerOptions: providerOptionsOf(model, settings.options),
    abortSignal: input.signal,
  };
  if ("start" in model) return save(input, await runModel(input, model, options));
  const { audio } = await model.doGenerate(options);
  return save(input, { type: "binary", data: bytesOf(audio) });
}

function runModel<Options>(
  input: AskModelInput,
  model: OperationModel<Options>,
  options: Options,
): Promise<MadeFile> {
  const { taskId, errors, call } = input;
  return runOperation({
    ...input,
    place: { taskId, provider: errors.provider, call },
    start: () => model.start(options),
    look: (operation, signal) => model.look(operation, signal),
    cancel: (operation, signal) => model.cancel(operation, signal),
  });
}

async function save(input: AskModelInput, made: MadeFile): Promise<void> {
  const { provider, outputPath, fetch, signal } = input;
  return made.type === "url"
    ? fetchResult(provider, made.url, { outputPath, fetch, signal })
    : writeFile(outputPath, made.data, { mode: 0o600 });
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? Buffer.from(data, "base64") : data;
}

/** The AI SDK names a vendor's own fields by the vendor, which is the first word of its name. */
function providerOptionsOf(
  { provider }: { provider: string },
  options: OfferedModel["settings"]["options"],
) {
  const [vendor = provider] = provider.split(".");
  return Object.keys(options).length === 0 ? {} : { [vendor]: options, openai: options };
}

function sizeText(
  sizes: readonly string[] | undefined,
  asked: { width: number; height: number },
): SizeText {
  const { width, height } = sizes === undefined ? asked : nearestSize(sizes, asked);
  return `${width}x${height}`;
}
