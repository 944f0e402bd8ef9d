import { Hono, type Context } from "hono";
import { html } from "hono/html";
import { Uuid } from "#contracts/job.ts";
import { DomainError } from "../../domain/errors.ts";
import { readPublicHistory, readPublicJob } from "../../domain/monitor/read-public-history.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { hideRoute } from "../../http/describe-route.ts";
import { serveAsset } from "../../http/serve-asset.ts";
import { pageHeaders } from "../shared/page-headers.ts";
import { PageShell } from "../shared/page-shell.tsx";
import { presentLogs, StateReader } from "./state.ts";

const PATH = "/video-monitor";
const DATA_HEADERS = { "cache-control": "no-cache", "x-content-type-options": "nosniff" };

/**
 * The public monitor of document 002: the page at both of its addresses, and what the page reads.
 * Without any credential, and with nothing of accounts that did not opt in.
 */
export function createMonitorRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const reader = new StateReader();
  for (const path of [PATH, `/AIStudio${PATH}`]) {
    routes.get(path, hideRoute(), (context) =>
      context.html(html`<!doctype html>${<Monitor />}`, 200, pageHeaders(context.get("origin"))),
    );
  }
  routes.get(`${PATH}/state`, hideRoute(), async (context) => {
    const services = context.get("services");
    const { etag, body } = await reader.read(services);
    // Ages are shown by the server's clock, whatever the screen's says.
    const headers = { ...DATA_HEADERS, etag, "server-time": String(services.clock.now()) };
    if (context.req.header("if-none-match") === etag) return context.body(null, 304, headers);
    return context.body(body, 200, { ...headers, "content-type": "application/json" });
  });
  routes.get(`${PATH}/logs/:jobId`, hideRoute(), async (context) => {
    const history = await readPublicHistory(context.get("services"), jobIdOf(context));
    return context.json(presentLogs(history), 200, DATA_HEADERS);
  });
  routes.get(`${PATH}/media/:jobId`, hideRoute(), (context) => serveOutput(context, "video"));
  routes.get(`${PATH}/stills/:jobId`, hideRoute(), (context) => serveOutput(context, "thumbnail"));
  return routes;
}

/** Bytes of an opted-in job, with HEAD and Range. */
async function serveOutput(context: Context<AppEnv>, name: "video" | "thumbnail") {
  const services = context.get("services");
  const job = await readPublicJob(services, jobIdOf(context));
  const asset = await services.assets.readJobOutput(job.id, name);
  if (!asset) throw new DomainError("not-found", "There is no such file.");
  return serveAsset(services, context.req.raw, asset, `${job.id}-${name}`);
}

function jobIdOf(context: Context<AppEnv>): string {
  const id = Uuid.safeParse(context.req.param("jobId"));
  if (!id.success) throw new DomainError("not-found", "There is no such job on the monitor.");
  return id.data;
}

function Monitor() {
  return (
    <PageShell
      title="Framefleet Monitor"
      description="Jobs, nodes and waiting times of this deployment, live."
      page="monitor"
    >
      <header class="top">
        <span class="brand">
          Framefleet <span>Monitor</span>
        </span>
      </header>
      <main class="boot" id="content" aria-busy="true">
        <div class="skeleton" />
        <div class="skeleton" />
        <div class="skeleton" />
      </main>
    </PageShell>
  );
}
