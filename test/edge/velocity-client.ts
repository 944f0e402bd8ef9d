import type { Lease } from "#contracts/node-protocol.ts";
import { AudioInspection, TemplateInspection } from "#contracts/template.ts";
import { call, callJson, createCustomer, eventually, type enrolNode } from "./edge-client.ts";

type Node = Awaited<ReturnType<typeof enrolNode>>;
type Customer = Awaited<ReturnType<typeof createCustomer>>;

export const UNKNOWN = "0193c0de-0000-7000-8000-00000000beef";
/** What document 003 asks of a render, of a template that `readyTemplate` made. */
export const ENCODER = { bitrate: 5_000_000 };

export const ZIP_BYTES = bytesOf("PK\x03\x04 these bytes stand for an archive");
export const AUDIO_BYTES = {
  mp3: bytesOf("ID3\x04 these bytes stand for a sound"),
  frames: bytesOf("\xff\xfb\x90 frames without a tag before"),
  aac: bytesOf("\xff\xf1\x50 an ADTS frame and more"),
  wav: bytesOf("RIFF\x24\x08\x00\x00WAVEfmt and samples"),
};
export const PNG_BYTES = bytesOf("\x89PNG\r\n\x1a\n these bytes stand for a picture");

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** What a node finds in the template of these tests: 300 frames at 30 a second, four layers. */
export const INSPECTION = TemplateInspection.parse({
  width: 1920,
  height: 1080,
  framesPerSecond: 30,
  frameCount: 300,
  durationSeconds: 10,
  formatVersion: "5.12.1",
  layers: [
    aLayer("Title", "text", ["text", "color", "visible"]),
    aLayer("Intro/Title", "text", ["text", "color", "visible"]),
    aLayer("Logo", "image", ["image", "visible"]),
    aLayer("Film", "video", ["video", "visible"]),
  ],
  fonts: [],
  assets: [],
  warnings: [],
});

function aLayer(path: string, kind: string, customizations: string[]) {
  return { path, name: path.split("/").at(-1), kind, customizations, visible: true };
}

export const SOUND = AudioInspection.parse({
  format: "mp3",
  codec: "mp3",
  durationSeconds: 12.5,
  sampleRate: 44_100,
  channels: 2,
});

/** Calls the API as the document has it, with `X-API-Key`. */
export function velocity(customer: Pick<Customer, "apiKey">) {
  const headers = { "x-api-key": customer.apiKey };
  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    call(method, path, { headers: { ...headers, ...more }, ...(body !== undefined && { body }) });
  return {
    send,
    json: <Body = Record<string, unknown>>(
      status: number,
      method: string,
      path: string,
      body?: unknown,
      more: Record<string, string> = {},
    ) =>
      callJson<Body>(status, method, path, {
        headers: { ...headers, ...more },
        ...(body !== undefined && { body }),
      }),
    /** Uploads a file as a form does. */
    async upload<Body = Record<string, unknown>>(
      status: number,
      path: string,
      file: { bytes: Uint8Array<ArrayBuffer>; name: string; fields?: Record<string, string> },
      more: Record<string, string> = {},
    ): Promise<Body> {
      const form = new FormData();
      form.append("file", new File([file.bytes], file.name));
      for (const [name, value] of Object.entries(file.fields ?? {})) form.append(name, value);
      const encoded = new Response(form);
      const body = new Uint8Array(await encoded.arrayBuffer());
      return callJson<Body>(status, "POST", path, {
        headers: {
          ...headers,
          ...more,
          "content-type": encoded.headers.get("content-type") ?? "",
          "content-length": String(body.byteLength),
        },
        body,
      });
    },
  };
}
export type Velocity = ReturnType<typeof velocity>;

export async function uploadTemplate(client: Velocity, name = "promo.zip"): Promise<string> {
  const { templateId } = await client.upload<{ templateId: string }>(200, "/template/upload", {
    bytes: ZIP_BYTES,
    name,
  });
  return templateId;
}

/** Lets the node take this job; what stands before it fails. */
export const takeLease = (node: Node, jobId: string) =>
  eventually(async (): Promise<Lease | null> => {
    const lease = await node.take();
    if (lease && lease.jobId !== jobId) await failLease(node, lease, "Not now.");
    return lease?.jobId === jobId ? lease : null;
  });

export async function failLease(node: Node, lease: Lease, message: string): Promise<void> {
  const failure = { reason: "error", code: "refused", message, retryable: false };
  await (await node.fail(lease, failure)).text();
}

/** A node's whole work on an inspection. */
export async function inspect(node: Node, jobId: string, found: object = INSPECTION) {
  const lease = await takeLease(node, jobId);
  const inspection = new TextEncoder().encode(JSON.stringify(found));
  await (await node.upload(lease, "inspection", inspection, "application/json")).text();
  await (await node.complete(lease, { inspection })).text();
}

/** A template that can be rendered. */
export async function readyTemplate(client: Velocity, node: Node): Promise<string> {
  const templateId = await uploadTemplate(client);
  await inspect(node, templateId);
  return templateId;
}

export async function readyAudio(client: Velocity, node: Node, path: string): Promise<string> {
  const { audioId } = await client.upload<{ audioId: string }>(200, path, {
    bytes: AUDIO_BYTES.mp3,
    name: "background_music.mp3",
  });
  await inspect(node, audioId, SOUND);
  return audioId;
}

export async function createRender(client: Velocity, body: object): Promise<string> {
  const request = { name: "DirectVideo", encoderConfig: ENCODER, ...body };
  const { renderId } = await client.json<{ renderId: string }>(200, "POST", "/render", request);
  return renderId;
}
