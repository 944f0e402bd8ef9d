import { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../../http/app-env.ts";
import { hideRoute } from "../../http/describe-route.ts";
import { pageHeaders } from "../shared/page-headers.ts";
import { PageShell } from "../shared/page-shell.tsx";

/** `/studio`: make videos in the browser with one's own credential. */
export function createStudioRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/studio", hideRoute(), (context) =>
    context.html(html`<!doctype html>${<Studio />}`, 200, pageHeaders(context.get("origin"))),
  );
  return routes;
}

/** The same for everybody: who is signed in only the browser knows. */
function Studio() {
  return (
    <PageShell
      title="Framefleet Studio"
      description="Make videos from words, pictures and templates, and watch them come into being."
      page="studio"
    >
      <header class="top">
        <span class="brand">
          Framefleet <span>Studio</span>
        </span>
      </header>
      <main class="boot" id="content" aria-busy="true">
        <div class="skeleton" />
        <div class="skeleton" />
      </main>
    </PageShell>
  );
}
