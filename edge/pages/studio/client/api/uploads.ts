import { defaultOptions, DetailedError, Upload } from "tus-js-client";
import { ApiError, toApiError, type Api } from "./request.ts";

/** Less than what one request may carry at the edge. */
const CHUNK_BYTES = 32 * 1024 * 1024;
const RETRY_MILLISECONDS = [0, 1000, 3000, 5000];

/** An upload that can be stopped and goes on where it was, also after the page was closed. */
export type ResumableUpload = {
  start: () => void;
  pause: () => Promise<void>;
  /** Gives it up: what came so far is dropped. */
  discard: () => Promise<void>;
};

/** An upload that this browser began and did not end. */
export type UnfinishedUpload = {
  key: string;
  url: string;
  name: string;
  sizeBytes: number;
  sentBytes: number;
};

/**
 * Uploads a file in parts; `done` gets the upload's id. It goes on where an earlier upload of the
 * same file stopped. `failed` gets an ApiError; status 0 where the connection broke off.
 */
export async function openUpload(
  api: Api,
  file: File,
  told: {
    progress: (share: number) => void;
    done: (uploadId: string) => void;
    failed: (error: Error) => void;
  },
): Promise<ResumableUpload> {
  const upload = new Upload(file, {
    endpoint: "/uploads",
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_MILLISECONDS,
    headers: headersOf(api),
    metadata: { filename: file.name, filetype: file.type || "application/octet-stream" },
    removeFingerprintOnSuccess: true,
    onProgress: (sent, total) => told.progress(total === 0 ? 0 : sent / total),
    onError: (error) => told.failed(toError(error)),
    onSuccess: () =>
      told.done(new URL(upload.url ?? "", location.href).pathname.split("/").at(-1) ?? ""),
  });
  const earlier = await upload.findPreviousUploads();
  const [newest] = earlier.toSorted((a, b) => (a.creationTime < b.creationTime ? 1 : -1));
  if (newest) upload.resumeFromPreviousUpload(newest);
  return {
    start: () => upload.start(),
    pause: () => upload.abort(),
    discard: () => upload.abort(true).catch(() => undefined),
  };
}

/** Uploads of this account that were not ended here, with how far the server says that they are. */
export async function listUnfinishedUploads(api: Api): Promise<UnfinishedUpload[]> {
  const kept = await defaultOptions.urlStorage.findAllUploads();
  const asked = kept.map(async ({ urlStorageKey: key, uploadUrl: url, size, metadata }) => {
    if (url === null) return null;
    try {
      const headers = { "tus-resumable": "1.0.0" };
      const answer = await api.response(url, { method: "HEAD", headers });
      const sentBytes = Number(answer.headers.get("upload-offset"));
      const name = metadata["filename"] ?? "";
      return { key, url, name, sizeBytes: size ?? 0, sentBytes };
    } catch (error) {
      // Another account's stays: it may sign in here again.
      const isGone = error instanceof ApiError && error.status === 410;
      if (isGone) await defaultOptions.urlStorage.removeUpload(key);
      return null;
    }
  });
  return (await Promise.all(asked)).filter((upload) => upload !== null);
}

export async function discardUpload(api: Api, { key, url }: UnfinishedUpload): Promise<void> {
  await defaultOptions.urlStorage.removeUpload(key);
  await Upload.terminate(url, { headers: headersOf(api) });
}

function headersOf({ credential }: Api): Record<string, string> {
  return { authorization: `Bearer ${credential}` };
}

/** What the server said, in place of the client's own words about the request. */
function toError(error: Error): Error {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  if (answer) return toApiError(answer.getStatus(), answer.getBody(), null);
  return new ApiError(0, "The connection broke off. What was sent so far is kept.", null, null);
}
