/** What wrangler binds to the Worker. */
type Env = { MEDIA: R2Bucket };

/** As the product asks for them by default. */
const RANGE_BYTES = 64 * 1024 * 1024;
/** Pictures are smaller, videos larger. */
const SMALLEST_VIDEO_BYTES = 512 * 1024;

/**
 * The least that a Worker can do to hand out the videos of the bucket: it asks for one range after
 * another, each once the one before it was taken, and looks at no byte.
 *
 * `POST /join` stores every video anew in one piece; `GET /videos` is all of them as one body.
 */
export default {
  async fetch(request, env, context): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return Response.json({ ok: true });
    const { objects } = await env.MEDIA.list({ prefix: "outputs/" });
    const videos = objects.filter(({ size }) => size >= SMALLEST_VIDEO_BYTES);
    if (pathname === "/join") {
      for (const video of videos) await join(env.MEDIA, video);
      return Response.json({ ok: true });
    }
    const length = videos.reduce((sum, { size }) => sum + size, 0);
    const { readable, writable } = new FixedLengthStream(length);
    context.waitUntil(copyAll(env.MEDIA, videos, writable).catch(() => undefined));
    const headers = { "content-length": String(length), "content-type": "video/mp4" };
    return new Response(readable, { headers });
  },
} satisfies ExportedHandler<Env>;

async function join(bucket: R2Bucket, video: R2Object): Promise<void> {
  const { readable, writable } = new FixedLengthStream(video.size);
  const { httpMetadata } = video;
  const copied = copyAll(bucket, [video], writable);
  await Promise.all([
    bucket.put(video.key, readable, httpMetadata ? { httpMetadata } : {}),
    copied,
  ]);
}

async function copyAll(bucket: R2Bucket, videos: readonly R2Object[], sink: WritableStream) {
  for (const { key, size } of videos) {
    for (let offset = 0; offset < size; offset += RANGE_BYTES) {
      const range = { offset, length: Math.min(RANGE_BYTES, size - offset) };
      const object = await bucket.get(key, { range });
      if (!object) throw new Error(`${key} is gone`);
      await object.body.pipeTo(sink, { preventClose: true });
    }
  }
  await sink.close();
}
