import { createAssetStore } from "../../edge/adapters/d1/asset-store.ts";
import type { Database } from "../../edge/adapters/d1/database.ts";
import type { NewJob, PlannedTask } from "../../edge/domain/jobs/job.ts";
import type { JobRecord } from "../../edge/domain/jobs/job-record.ts";
import { anOutput, aTask, buildFleet, HASH, newId, T0 } from "./build-fleet.ts";

const KINDS = {
  template: "inspect-template",
  audio: "inspect-audio",
  render: "render-template",
} as const;
const FREE = { currency: "milliseconds", amount: 0 } as const;

function aTaskOver(assetId: string): PlannedTask {
  const file = { assetId, contentType: "application/zip", sizeBytes: 300, sha256: HASH };
  return aTask({ spec: { ...aTask().spec, inputs: [{ role: "template", ...file }] } });
}

/** A fleet whose account has uploaded files, templates, sounds and renders. */
export async function buildRecords(database: Database) {
  const fleet = await buildFleet(database);
  const assets = createAssetStore(database);
  const { accountId } = fleet;

  /** Id of a file that the account has. */
  async function upload(): Promise<string> {
    const id = newId();
    const file = { id, accountId, objectKey: `inputs/${id}`, sizeBytes: 300, createdAt: T0 };
    await assets.reserve({ ...file, expiresAt: T0 + 1000 }, 1e9);
    const found = { name: "file", contentType: "application/zip", sha256: HASH, etag: "etag" };
    await assets.finishUpload(id, { ...file, ...found });
    return id;
  }

  const submit = (record: JobRecord, change: Partial<NewJob> = {}): Promise<NewJob> =>
    fleet.submit({ kind: KINDS[record.kind], dialect: "velocity", price: FREE, record, ...change });
  const submitTemplate = async (name = "promo", assetId?: string) =>
    submit({ kind: "template", name, assetId: assetId ?? (await upload()), sizeBytes: 300 });
  const submitAudio = async (name: string, groupId: string, assetId?: string) => {
    const file = { assetId: assetId ?? (await upload()), contentType: "audio/wav", sizeBytes: 300 };
    return submit({ kind: "audio", name, groupId, ...file });
  };
  /** A render; with the file of its template, that is what its task needs. */
  const submitRender = (of: { templateId?: string; audioId?: string; file?: string } = {}) =>
    submit(
      {
        kind: "render",
        name: "Video",
        templateId: of.templateId ?? newId(),
        templateName: "promo",
        instance: null,
        audioId: of.audioId ?? null,
      },
      of.file === undefined ? {} : { tasks: [aTaskOver(of.file)] },
    );
  /** Lets a node finish the job with one output. */
  async function finish(job: NewJob, output: "inspection" | "video" = "inspection") {
    const held = await fleet.lease(job);
    await fleet.settle(held, { outputs: [anOutput(held, output)] });
  }
  return { ...fleet, assets, upload, submitTemplate, submitAudio, submitRender, finish };
}
