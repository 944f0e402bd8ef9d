import type { OpenApiDocument } from "../../http/openapi-document.ts";
import type { ListedOperation } from "./operations.ts";

/** Which shell variable holds the credential that a security scheme needs. */
const CREDENTIALS: Record<string, string> = {
  bearer: '-H "Authorization: Bearer $API_KEY"',
  operator: '-H "Authorization: Bearer $OPERATOR_TOKEN"',
};

/** A curl line for an operation that works when pasted, once its shell variables are set. */
export function curlExample(
  document: OpenApiDocument,
  { method, path, operation }: ListedOperation,
): string {
  const origin = document.servers?.[0]?.url ?? "";
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${shellName(name)}`);
  const lines = [`curl -s${method === "GET" ? "" : ` -X ${method}`} "${origin}${address}"`];
  const scheme = (operation.security ?? [])
    .flatMap((requirement) => Object.keys(requirement))
    .find((name) => name in CREDENTIALS);
  if (scheme !== undefined) lines.push(CREDENTIALS[scheme] ?? "");
  const content =
    operation.requestBody && "content" in operation.requestBody
      ? operation.requestBody.content
      : {};
  const [contentType, body] = Object.entries(content)[0] ?? [];
  if (contentType === "application/json" && body && "example" in body) {
    lines.push(
      `-H "Content-Type: application/json"`,
      `-d '${JSON.stringify(body.example).replaceAll("'", "'\\''")}'`,
    );
  } else if (contentType === "application/octet-stream") {
    lines.push(`-H "Content-Type: video/mp4"`, `--data-binary @clip.mp4`);
  }
  const answer = operation.responses?.["200"];
  const streams = answer && "content" in answer && answer.content?.["text/event-stream"];
  if (streams) lines[0] = lines[0]?.replace("curl -s", "curl -sN") ?? "";
  return lines.join(" \\\n  ");
}

/** `jobId` is `JOB_ID`. */
function shellName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
