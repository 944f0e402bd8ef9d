import type { Child } from "hono/jsx";
import { CLIENT_FILES } from "../client-files.ts";

/** The document of a page: what is painted before its script has run is in `children`. */
export function PageShell(properties: {
  title: string;
  description: string;
  page: "studio" | "monitor";
  children: Child;
}) {
  const { title, description, page, children } = properties;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={description} />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={CLIENT_FILES[`${page}Styles`].path} />
        <script src={CLIENT_FILES.theme.path} />
        <script src={CLIENT_FILES[`${page}Script`].path} defer />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <div id="app">{children}</div>
        <noscript>
          <p class="empty">This page needs JavaScript.</p>
        </noscript>
      </body>
    </html>
  );
}
