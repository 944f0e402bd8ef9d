import type { ModelAnswer } from "./fake-model-server.ts";
import { sendJson } from "./fake-model-server.ts";

export interface FakeVideoJob {
  status: "queued" | "in_progress" | "completed" | "failed";
  progress: number;
  error: { code: string; message: string } | null;
}

/** `/v1/videos` of OpenAI and its kin: the test moves the job on. */
export class FakeOpenAiVideos {
  readonly jobs = new Map<string, FakeVideoJob>();
  readonly deleted: string[] = [];
  content: Buffer;
  /** What a new job is like. */
  fresh: FakeVideoJob = { status: "queued", progress: 0, error: null };

  constructor(content: Buffer) {
    this.content = content;
  }

  readonly answer: ModelAnswer = (request, response) => {
    const [, id, part] = /^\/v1\/videos\/([\w-]+)(\/content)?$/.exec(request.path) ?? [];
    if (request.path === "/v1/models") return sendJson(response, { object: "list", data: [] });
    if (request.method === "POST" && request.path === "/v1/videos") {
      const created = `video-${this.jobs.size + 1}`;
      this.jobs.set(created, { ...this.fresh });
      return sendJson(response, { id: created, object: "video", ...this.fresh });
    }
    const job = this.jobs.get(id ?? "");
    if (id === undefined || job === undefined)
      return sendJson(response, { error: { message: "No such video", code: "not_found" } }, 404);
    if (request.method === "DELETE") {
      this.deleted.push(id);
      return sendJson(response, { id, object: "video.deleted", deleted: true });
    }
    if (part !== undefined) {
      response.writeHead(200, { "content-type": "video/mp4" }).end(this.content);
      return;
    }
    return sendJson(response, { id, object: "video", ...job });
  };
}
