import type { Services } from "../services.ts";
import { clearUpload } from "../uploads/end-upload.ts";

const UPLOADS_PER_SWEEP = 100;
/** For so long an upload that ended is known as gone; a request that still wrote is over by then. */
const REMEMBERED_MILLISECONDS = 24 * 3_600_000;

/**
 * Gives up uploads that expired and removes what those that ended left in storage: once they ended,
 * and once more before they are forgotten, for requests that were writing meanwhile.
 */
export async function sweepUploads(services: Services): Promise<void> {
  const { uploads, clock } = services;
  await uploads.endExpired(clock.now(), UPLOADS_PER_SWEEP);
  for (const upload of await uploads.listUncleared(UPLOADS_PER_SWEEP)) {
    await clearUpload(services, upload);
  }
  const before = clock.now() - REMEMBERED_MILLISECONDS;
  for (const upload of await uploads.listForgettable(before, UPLOADS_PER_SWEEP)) {
    await clearUpload(services, upload);
    await uploads.forget(upload.id);
  }
}
