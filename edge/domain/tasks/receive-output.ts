import { MAXIMUM_OUTPUT_BYTES, PART_SIZE_BYTES, SINGLE_UPLOAD_BYTES } from "#contracts/limits.ts";
import type { OutputReceipt, UploadRequest, UploadSession } from "#contracts/node-protocol.ts";
import type { OutputName } from "#contracts/task-inputs.ts";
import { DomainError } from "../errors.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import type { Services } from "../services.ts";
import { outputFolder } from "../sweep/sweep-outputs.ts";
import { leaseLost, readCurrentLease } from "./read-held-lease.ts";
import type { StoredLease, TaskOutput } from "./task-store.ts";

type Body = ReadableStream<Uint8Array>;

/** What a node says of an output before its bytes are read. */
type Declared = { contentType: string; sizeBytes: number; sha256: string };

/**
 * Takes a small output in one piece. The store computes the digest while it writes and keeps
 * nothing that differs.
 *
 * @throws DomainError `lease-lost`, `payload-too-large`, or `output-rejected` for other bytes than declared.
 */
export async function receiveOutput(
  services: Services,
  node: FleetNode,
  leaseId: string,
  name: OutputName,
  declared: Declared,
  body: Body,
): Promise<OutputReceipt> {
  const lease = await readCurrentLease(services, node, leaseId);
  if (declared.sizeBytes > SINGLE_UPLOAD_BYTES) {
    throw new DomainError("payload-too-large", "An output of this size is uploaded in parts.");
  }
  const output = describe(lease, name, declared);
  // Bytes whose writer died before it could write them down lie in their lease's folder: the sweep
  // looks through those of all leases with outputs, and of all that ended without being done.
  const stored = await services.objects.write(output.objectKey, body, declared);
  if (stored === "digest-mismatch") throw rejected(name);
  return keep(services, lease, { ...output, etag: stored.etag });
}

/**
 * Starts a large output, or tells how far an earlier start of the same one has come.
 *
 * @throws DomainError `lease-lost` or `payload-too-large`.
 */
export async function startOutputUpload(
  services: Services,
  node: FleetNode,
  leaseId: string,
  name: OutputName,
  request: UploadRequest,
): Promise<UploadSession> {
  const lease = await readCurrentLease(services, node, leaseId);
  if (request.sizeBytes > MAXIMUM_OUTPUT_BYTES) {
    throw new DomainError("payload-too-large", "The output is larger than the lease allows.");
  }
  const earlier = await services.taskOutputs.read(leaseId, name);
  const resumes =
    earlier?.uploadId != null &&
    earlier.sizeBytes === request.sizeBytes &&
    earlier.sha256 === request.sha256;
  if (!resumes) {
    const endedUploadId = earlier?.uploadId ?? null;
    if (earlier && endedUploadId !== null) {
      await services.objects.abortUpload({ key: earlier.objectKey, uploadId: endedUploadId });
    }
    const output = describe(lease, name, request);
    const { objectKey } = output;
    const uploadId = await services.objects.startUpload(objectKey, request.contentType);
    const started = { ...output, uploadId };
    const put = await services.taskOutputs.put(started, lease, services.clock.now(), endedUploadId);
    if (put.outcome !== "stored") {
      await services.objects.abortUpload({ key: objectKey, uploadId });
      if (put.outcome === "lease-lost") throw leaseLost();
      // Another start of this output came first: its upload goes on.
      return startOutputUpload(services, node, leaseId, name, request);
    }
  }
  const parts = resumes ? await services.taskOutputs.listParts(leaseId, name) : [];
  return {
    partSizeBytes: PART_SIZE_BYTES,
    partCount: Math.ceil(request.sizeBytes / PART_SIZE_BYTES),
    receivedParts: parts.map((part) => part.partNumber),
  };
}

/**
 * Takes one part; the same part again replaces it.
 *
 * @throws DomainError `lease-lost`, `not-found` without a started upload, or `output-rejected`.
 */
export async function receiveOutputPart(
  services: Services,
  node: FleetNode,
  leaseId: string,
  name: OutputName,
  part: { partNumber: number; sizeBytes: number; sha256: string },
  body: Body,
): Promise<void> {
  const lease = await readCurrentLease(services, node, leaseId);
  const output = await readOpenUpload(services, leaseId, name);
  if (part.sizeBytes !== partSize(output.sizeBytes, part.partNumber)) throw rejected(name);
  const written = await services.objects.writePart(
    { key: output.objectKey, uploadId: output.uploadId, partNumber: part.partNumber },
    body,
    part,
  );
  if (written === "digest-mismatch") throw rejected(name);
  const kept = await services.taskOutputs.putPart(lease, name, {
    partNumber: part.partNumber,
    etag: written.etag,
    sizeBytes: part.sizeBytes,
  });
  if (!kept) throw leaseLost();
}

/**
 * Joins the parts and reads the whole object once for its digest: that of the whole cannot be
 * carried from part to part. Only then does the output count.
 *
 * @throws DomainError `lease-lost`, `not-found`, or `output-rejected` when parts lack or bytes differ.
 */
export async function finishOutputUpload(
  services: Services,
  node: FleetNode,
  leaseId: string,
  name: OutputName,
): Promise<OutputReceipt> {
  const lease = await readCurrentLease(services, node, leaseId);
  const earlier = await services.taskOutputs.read(leaseId, name);
  if (earlier && earlier.verifiedAt !== null) return receipt(earlier);
  const output = await readOpenUpload(services, leaseId, name);
  const parts = await services.taskOutputs.listParts(leaseId, name);
  const received = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (received !== output.sizeBytes) throw rejected(name);
  const stored = await services.objects.finishUpload(
    { key: output.objectKey, uploadId: output.uploadId },
    parts,
  );
  if ((await services.objects.digest(output.objectKey)) !== output.sha256) {
    await services.objects.delete(output.objectKey);
    await store(services, lease, { ...output, uploadId: null }, output.uploadId);
    throw rejected(name);
  }
  const verified = { ...output, uploadId: null, etag: stored.etag };
  return keep(services, lease, verified, output.uploadId);
}

function describe(lease: StoredLease, name: OutputName, declared: Declared): TaskOutput {
  return {
    leaseId: lease.leaseId,
    taskId: lease.taskId,
    epoch: lease.epoch,
    name,
    // The digest is part of the key: a lease that was handed out again may make other bytes.
    objectKey: `${outputFolder(lease)}${name}-${declared.sha256.slice(0, 16)}`,
    contentType: declared.contentType,
    sizeBytes: declared.sizeBytes,
    sha256: declared.sha256,
    uploadId: null,
    etag: null,
    verifiedAt: null,
  };
}

function partSize(totalBytes: number, partNumber: number): number {
  const start = (partNumber - 1) * PART_SIZE_BYTES;
  return Math.max(0, Math.min(PART_SIZE_BYTES, totalBytes - start));
}

async function readOpenUpload(services: Services, leaseId: string, name: OutputName) {
  const output = await services.taskOutputs.read(leaseId, name);
  if (!output || output.uploadId === null) {
    throw new DomainError("not-found", `No upload of output "${name}" was started.`);
  }
  return { ...output, uploadId: output.uploadId };
}

async function keep(
  services: Services,
  lease: StoredLease,
  output: TaskOutput,
  endedUploadId: string | null = null,
): Promise<OutputReceipt> {
  const verified = { ...output, verifiedAt: services.clock.now() };
  await store(services, lease, verified, endedUploadId);
  return receipt(verified);
}

/** Writes down what is known of an output; gives up another upload of it that is still open. */
async function store(
  services: Services,
  lease: StoredLease,
  output: TaskOutput,
  endedUploadId: string | null = null,
): Promise<void> {
  const put = await services.taskOutputs.put(output, lease, services.clock.now(), endedUploadId);
  if (put.outcome === "stored") return;
  if (put.outcome === "lease-lost") throw leaseLost();
  await services.objects.abortUpload(put.upload);
  await store(services, lease, output, put.upload.uploadId);
}

function receipt(output: TaskOutput): OutputReceipt {
  return { name: output.name, sizeBytes: output.sizeBytes, sha256: output.sha256 };
}

function rejected(name: OutputName): DomainError {
  return new DomainError(
    "output-rejected",
    `The bytes of output "${name}" are not those declared.`,
  );
}
