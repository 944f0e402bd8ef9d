import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runCurlBlock, runJavaScriptBlock } from "./run-block.ts";

type Received = { method: string; url: string; key: string; type: string; body: string };

let server: Server;
let origin: string;
const received: Received[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({
        method: request.method ?? "",
        url: request.url ?? "",
        key: String(request.headers["x-api-key"]),
        type: String(request.headers["content-type"]),
        body,
      });
      const status = request.url === "/missing" ? 404 : 201;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: `answer ${received.length}` }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const host = "https://api.example.com";
const curlBlock = `# Upload
curl -X POST https://api.example.com/upload \\
  -H "X-API-Key: your-api-key" \\
  -F "file=@template.zip"
curl -H 'X-API-Key: your-api-key' https://api.example.com/missing
`;

test("a curl block runs as it stands, with host and credential put in", async () => {
  const result = await runCurlBlock(curlBlock, {
    replace: [
      [host, origin],
      ["your-api-key", "key-1"],
    ],
    files: { "template.zip": new Uint8Array([80, 75, 5, 6]) },
  });
  expect(result).toMatchObject({
    exitCode: 0,
    statuses: [201, 404],
    standardOutput: '{"id":"answer 1"}{"id":"answer 2"}',
  });
  expect(received[0]).toMatchObject({ method: "POST", url: "/upload", key: "key-1" });
  expect(received[0]?.body).toContain('filename="template.zip"');
  expect(received[1]).toMatchObject({ method: "GET", url: "/missing", key: "key-1" });
});

test("a curl block that fails says so", async () => {
  const result = await runCurlBlock("curl http://127.0.0.1:1/nobody");
  expect(result.exitCode).toBe(7);
  expect(result.statuses).toEqual([0]);
  expect(result.standardError).toContain("curl: (7)");
});

const javaScriptBlock = `const response = await fetch(\`https://api.example.com/things/\${thingId}\`, {
  method: 'PUT',
  headers: { 'X-API-Key': userToken, 'Content-Type': 'application/json' },
  body: JSON.stringify({ name: 'a thing' })
});
const data = await response.json();
console.log(response.status, data.id);
`;

test("a JavaScript block runs as it stands, with what it takes for granted", async () => {
  const result = await runJavaScriptBlock(javaScriptBlock, {
    replace: [[host, origin]],
    prelude: `globalThis.userToken = "key-2"; globalThis.thingId = 7;`,
  });
  expect(result).toEqual({ exitCode: 0, standardOutput: "201 answer 1\n", standardError: "" });
  expect(received).toEqual([
    {
      method: "PUT",
      url: "/things/7",
      key: "key-2",
      type: "application/json",
      body: '{"name":"a thing"}',
    },
  ]);
});

test("a JavaScript block may use the repository's packages, and its failure shows", async () => {
  const imported = await runJavaScriptBlock("console.log(typeof z.object);", {
    prelude: `globalThis.z = (await import("zod")).z;`,
  });
  expect(imported.standardOutput).toBe("function\n");
  const failed = await runJavaScriptBlock("throw new Error('it broke');");
  expect(failed.exitCode).toBe(1);
  expect(failed.standardError).toContain("it broke");
});

test("a block that goes on for ever is ended", async () => {
  const result = await runJavaScriptBlock("setInterval(() => {}, 1000);", { limitSeconds: 2 });
  expect(result.exitCode).toBeNull();
});

test("a text that does not stand in the block is a mistake of the test", async () => {
  const wrong = { replace: [["api.other.com", "x"]] as const };
  await expect(runCurlBlock(curlBlock, wrong)).rejects.toThrow("does not stand in the block");
  await expect(runJavaScriptBlock(javaScriptBlock, wrong)).rejects.toThrow("does not stand");
});

test("what is put in is not replaced again", async () => {
  const result = await runCurlBlock("echo one two", {
    replace: [
      ["one", "two"],
      ["two", "one"],
    ],
  });
  expect(result.standardOutput).toBe("two one\n");
});
