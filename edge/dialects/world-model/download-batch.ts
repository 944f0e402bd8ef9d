import type { Asset } from "../../domain/assets/asset-store.ts";
import type { BatchView } from "../../domain/batches/read-batch.ts";
import { DomainError } from "../../domain/errors.ts";
import type { BatchJob } from "../../domain/jobs/job.ts";
import type { Services } from "../../domain/services.ts";
import { predictZipLength, writeZip, type ZipFile } from "../../http/write-zip.ts";
import { jobName } from "./convert.ts";
import { SingleInferenceRequest } from "./schemas.ts";

const NAME_CHARACTERS = 60;

/**
 * The finished videos of a batch as one ZIP, streamed from storage one after another, its length
 * known before the first byte.
 *
 * @throws DomainError `not-found` while no video is finished.
 */
export async function downloadBatch(
  services: Services,
  batch: BatchView,
  headersOnly: boolean,
): Promise<Response> {
  const videos = await listVideos(services, batch);
  if (videos.length === 0) {
    throw new DomainError("not-found", "No video of this batch is finished.");
  }
  const length = predictZipLength(videos);
  const headers = {
    "content-disposition": `attachment; filename="batch-${batch.id}.zip"`,
    "content-length": String(length),
    "content-type": "application/zip",
    "x-content-type-options": "nosniff",
  };
  if (headersOnly) return new Response(null, { headers });
  const { readable, writable } = new FixedLengthStream(length);
  // A client that goes away breaks the writing off; there is nobody left to tell.
  services.afterAnswer(writeZip(videos, writable).catch(() => undefined));
  return new Response(readable, { headers });
}

async function listVideos(services: Services, batch: BatchView): Promise<ZipFile[]> {
  const found = await Promise.all(
    batch.jobs.map(async (job) => {
      if (job.state !== "completed") return [];
      const asset = await services.assets.readJobOutput(job.id, "video");
      return asset ? [toZipFile(services, asset, fileName(job))] : [];
    }),
  );
  return found.flat();
}

/** Unique by its place in the batch, and safe on every file system. */
function fileName(job: BatchJob): string {
  const { prompt } = SingleInferenceRequest.parse(job.request);
  const words = prompt
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .slice(0, NAME_CHARACTERS)
    .replaceAll(/^-+|-+$/g, "")
    .toLowerCase();
  return words === "" ? `${jobName(job)}.mp4` : `${jobName(job)}-${words}.mp4`;
}

function toZipFile(services: Services, asset: Asset, name: string): ZipFile {
  const { sizeBytes, createdAt: modifiedAt } = asset;
  return {
    name,
    sizeBytes,
    modifiedAt,
    async open() {
      const whole = { offset: 0, length: sizeBytes };
      const object = await services.objects.read(asset.objectKey, whole);
      // A file that is gone breaks the download off: a whole ZIP must never lack one silently.
      if (!object) throw new Error(`the object of asset ${asset.id} is gone`);
      return object.body;
    },
  };
}
