import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkUserUrl, isPublicAddress } from "../../../gpu-node/media/check-user-url.ts";
import { fetchUserUrl } from "../../../gpu-node/media/fetch-user-url.ts";
import type { FetchUserUrlInput } from "../../../gpu-node/media/fetch-user-url.ts";
import { TemplateBench } from "./support/template-bench.ts";

let bench: TemplateBench;
let server: Server;
let origin = "";
let requests = 0;
beforeAll(async () => {
  bench = await TemplateBench.open();
  server = createServer((request, response) => {
    requests += 1;
    if (request.url === "/moved") response.writeHead(302, { location: "/file" }).end();
    else if (request.url === "/missing") response.writeHead(404).end();
    else if (request.url === "/broken") response.writeHead(500).end();
    else if (request.url === "/endless") response.writeHead(200).write("begins");
    else response.writeHead(200, { "content-type": "image/png" }).end("twelve bytes");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await bench.close();
});

function fetchFile(url: string, changes: Partial<FetchUserUrlInput> = {}) {
  return fetchUserUrl({
    url,
    outputPath: `${bench.directory}/fetched`,
    maximumBytes: 100,
    timeoutMilliseconds: 5000,
    allowsLoopback: true,
    signal: new AbortController().signal,
    ...changes,
  });
}

test("a file is fetched, with its type", async () => {
  expect(await fetchFile(`${origin}/file`)).toEqual({ contentType: "image/png" });
  expect(await readFile(`${bench.directory}/fetched`, "utf8")).toBe("twelve bytes");
});

test.each([
  ["/moved", "invalid-input", /redirects are not followed/],
  ["/missing", "invalid-input", /answered 404/],
  ["/broken", "input-unavailable", /could not be fetched/],
])("%s fails with %s", async (path, code, reason) => {
  await expect(fetchFile(origin + path)).rejects.toMatchObject({ code });
  await expect(fetchFile(origin + path)).rejects.toThrow(reason);
});

test("too many bytes and too much time end it", async () => {
  await expect(fetchFile(`${origin}/file`, { maximumBytes: 5 })).rejects.toThrow(
    /more than 5 bytes/,
  );
  const slow = fetchFile(`${origin}/endless`, { timeoutMilliseconds: 200 });
  await expect(slow).rejects.toMatchObject({ code: "input-unavailable" });
});

describe("outside local mode", () => {
  test("the loopback is refused before anybody is called", async () => {
    const before = requests;
    await expect(fetchFile(`${origin}/file`, { allowsLoopback: false })).rejects.toThrow(
      /is refused/,
    );
    expect(requests).toBe(before);
  });

  test.each([["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:10.0.0.1"]])(
    "a public name that leads to %s is refused",
    async (address) => {
      const before = requests;
      const family = address.includes(":") ? 6 : 4;
      // A name server that answers with a public address and a private one.
      const resolve = ((_: string, __: object, done: (error: null, all: object[]) => void) => {
        done(null, [
          { address: "93.184.216.34", family: 4 },
          { address, family },
        ]);
      }) as unknown as NonNullable<FetchUserUrlInput["resolve"]>;
      const fetching = fetchFile("https://rebind.example/a.png", {
        allowsLoopback: false,
        resolve,
      });
      await expect(fetching).rejects.toMatchObject({ code: "invalid-input" });
      await expect(fetching).rejects.toThrow(
        /at rebind.example is refused: its host is not public/,
      );
      expect(requests).toBe(before);
    },
  );

  test.each([
    ["http://example.com/a.png", "it does not use https"],
    ["ftp://example.com/a.png", "it does not use https"],
    ["file:///etc/passwd", "it does not use https"],
    ["https://example.com:8443/a.png", "it does not use port 443"],
    ["https://user:pass@example.com/", "it contains user information"],
    ["https://93.184.216.34/", "it names an IP address instead of a host"],
    ["https://0x7f.1/", "it names an IP address instead of a host"],
    ["https://[::1]/", "it names an IP address instead of a host"],
    ["https://localhost/", "its host is not public"],
    ["https://metadata.google.internal/", "its host is not public"],
    ["https://printer.local/", "its host is not public"],
    ["https://example.com./", "its host ends with a dot"],
    ["nonsense", "it is not an absolute URL"],
  ])("%s is refused", (url, reason) => {
    expect(checkUserUrl(url, { allowsLoopback: false })).toBe(reason);
  });

  test("https to a public host may be tried", () => {
    expect(checkUserUrl("https://example.com/a.png?b=c", { allowsLoopback: false })).toBeNull();
  });
});

test.each([
  "0.1.2.3",
  "10.9.8.7",
  "100.64.0.1",
  "127.9.9.9",
  "169.254.169.254",
  "172.31.0.1",
  "192.0.0.8",
  "192.168.1.1",
  "198.19.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "64:ff9b::a00:1",
  "2001::1",
  "2002:a00:1::",
  "fc00::1",
  "fd12::1",
  "fe80::1",
  "ff02::1",
  "not an address",
])("%s is not public", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111"])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
