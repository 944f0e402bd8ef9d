import type { Render } from "../../domain/renders/render-store.ts";
import { STATUS_OF, toTime } from "./convert.ts";
import type { RenderJobView, RenderView } from "./views.ts";

/** A render that is completed; its download needs the account's credential, as every call. */
export function presentRender(render: Render): RenderView {
  return {
    ...presentOrigin(render),
    videoDownloadUrl: downloadPath(render.id),
    renderedAt: toTime(render.finishedAt ?? render.createdAt),
    renderTimeMilliseconds: render.renderMilliseconds,
    sizeBytes: render.sizeBytes ?? 0,
  };
}

/** A render in whatever state; what there is not yet, or not any more, is null. */
export function presentRenderJob(render: Render): RenderJobView {
  const isCompleted = render.state === "completed";
  return {
    ...presentOrigin(render),
    status: STATUS_OF[render.state],
    videoDownloadUrl: isCompleted ? downloadPath(render.id) : null,
    startedAt: render.startedAt === null ? null : toTime(render.startedAt),
    completedAt: render.finishedAt === null ? null : toTime(render.finishedAt),
    renderTimeMilliseconds: isCompleted ? render.renderMilliseconds : null,
    sizeBytes: render.sizeBytes,
    reason: render.state === "failed" ? render.errorMessage : null,
  };
}

function presentOrigin(render: Render) {
  return {
    renderId: render.id,
    name: render.name,
    templateInstanceId: render.templateInstanceId,
    campaignId: render.campaignId,
    templateInstanceName: render.templateInstanceName,
    templateId: render.templateId,
    templateName: render.templateName,
    isDirectRender: render.templateInstanceId === null,
  };
}

function downloadPath(renderId: string): string {
  return `/render/${renderId}/download`;
}
