import { describe, expect, test } from "vitest";
import { checkCallbackUrl } from "../../edge/domain/webhooks/check-callback-url.ts";

const ownOrigins = ["https://api.framefleet.example", "http://127.0.0.1:8787/api/v1/render-video"];

const accepted = [
  "https://example.com/hook",
  "https://example.com:443/hook?x=1#y",
  "HTTPS://EXAMPLE.com",
  "https://hooks.example.co.uk/a/b",
  "https://bücher.example/",
  "https://127.0.0.1.nip.example/",
  "https://internal.example.com/",
  "https://1and1.example.org/",
];

const refused: [why: string, urls: string[]][] = [
  ["is not an absolute URL", ["", "hook", "/hook", "//example.com/", "https://", "https://[::1"]],
  [
    "must use https",
    [
      "http://example.com/",
      "ftp://example.com/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "data:text/plain,x",
      "ws://example.com/",
      "http://127.0.0.1/",
    ],
  ],
  ["user information", ["https://user@example.com/", "https://:secret@example.com/"]],
  ["port 443", ["https://example.com:8443/", "https://example.com:80/", "https://127.0.0.1:8443/"]],
  [
    "not an IP address",
    [
      // Private, loopback, link-local, shared, protocol, benchmark, reserved, "this", multicast.
      "https://10.0.0.1/",
      "https://172.16.0.1/",
      "https://192.168.1.1/",
      "https://127.0.0.1/",
      "https://169.254.169.254/latest/meta-data",
      "https://100.64.0.1/",
      "https://192.0.0.8/",
      "https://198.18.0.1/",
      "https://240.0.0.1/",
      "https://255.255.255.255/",
      "https://0.0.0.0/",
      "https://224.0.0.1/",
      "https://93.184.216.34/",
      // The same in other notations.
      "https://2130706433/",
      "https://0x7f000001/",
      "https://0177.0.0.1/",
      "https://127.1/",
      "https://0/",
      "https://127.0.0.1./",
      "https://１２７.0.0.1/",
      "https://%31%32%37.0.0.1/",
      "https://0xA9.0xFE.0xA9.0xFE/",
      // IPv6: loopback, unspecified, unique local, link-local, mapped, NAT64, 6to4, Teredo.
      "https://[::1]/",
      "https://[::]/",
      "https://[fc00::1]/",
      "https://[fd12:3456::1]/",
      "https://[fe80::1]/",
      "https://[::ffff:127.0.0.1]/",
      "https://[::ffff:a9fe:a9fe]/",
      "https://[::127.0.0.1]/",
      "https://[64:ff9b::7f00:1]/",
      "https://[2002:7f00:1::]/",
      "https://[2001:0:7f00:1::]/",
      "https://[ff02::1]/",
      "https://[2606:2800:220:1::1]/",
    ],
  ],
  [
    "call this service",
    [
      "https://api.framefleet.example/hook",
      "https://API.framefleet.example./",
      "https://api.framefleet.example:443/",
    ],
  ],
  ["end with a dot", ["https://example.com./", "https://localhost./", "https://db.internal./"]],
  [
    "not public",
    [
      "https://localhost/",
      "https://app.localhost/",
      "https://LOCALHOST/",
      "https://printer.local/",
      "https://metadata.google.internal/",
      "https://metadata/",
      "https://nas.home.arpa/",
      "https://host.localdomain/",
    ],
  ],
];

describe.for([true, false])("checkCallbackUrl, loopback allowed: %s", (allowLoopback) => {
  test.for(accepted)("accepts %s", (url) => {
    expect(checkCallbackUrl(url, { allowLoopback, ownOrigins })).toBeNull();
  });
});

describe.for(refused)("refuses what %s", ([why, urls]) => {
  test.for(urls)("%s", (url) => {
    expect(checkCallbackUrl(url, { allowLoopback: false, ownOrigins })).toContain(why);
  });
});

describe("on a developer's machine", () => {
  test.for([
    "http://localhost:8080/hook",
    "http://127.0.0.1:9/hook",
    "http://127.8.8.8/hook",
    "http://[::1]:3000/",
    "https://localhost:8443/",
    "http://2130706433:81/",
  ])("accepts %s", (url) => {
    expect(checkCallbackUrl(url, { allowLoopback: true, ownOrigins })).toBeNull();
  });

  test.for([
    "http://example.com/",
    "http://10.0.0.1:8080/",
    "http://169.254.169.254/",
    "http://0.0.0.0:8080/",
    "http://user@localhost:8080/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost.example.com/",
    "ftp://localhost/",
    "https://example.com:8443/",
    "http://127.0.0.1:8787/videos/",
    "http://localhost:8787/",
    "http://[::1]:8787/",
  ])("still refuses %s", (url) => {
    expect(checkCallbackUrl(url, { allowLoopback: true, ownOrigins })).not.toBeNull();
  });
});
