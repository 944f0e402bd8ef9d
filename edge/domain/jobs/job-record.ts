/**
 * What a job is to its account beside a job. It is written with the job, or not at all, under the
 * job's id.
 */
export type JobRecord =
  | { kind: "template"; name: string; assetId: string; sizeBytes: number }
  | {
      kind: "audio";
      name: string;
      assetId: string;
      contentType: string;
      sizeBytes: number;
      /** A group that is gone by then leaves the sound without one. */
      groupId: string;
    }
  | {
      kind: "render";
      name: string;
      templateId: string;
      templateName: string;
      instance: { id: string; name: string; campaignId: string } | null;
      audioId: string | null;
    };
