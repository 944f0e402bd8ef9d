import { describe, expect, test } from "vitest";
import { titleOfRequest } from "../../edge/domain/jobs/title-of-request.ts";
import { hideSecrets } from "../../edge/domain/monitor/hide-secrets.ts";

describe("hideSecrets", () => {
  test.for([
    ["write to jane.doe+x@example.co.uk today", "write to [hidden] today"],
    ["key ff_live_AbCdEf-0123_456789abcdefghijklmnop!", "key [hidden]!"],
    ["secret whsec_c2VjcmV0c2VjcmV0", "secret [hidden]"],
    ["see https://edge.test/videos/1.mp4?signature=abc&x=1 now", "see [hidden] now"],
    ["Authorization: Bearer abc.def", "Authorization: [hidden]"],
    ["token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.sig", "token [hidden]"],
    ["mail:a@b.cd, c@d.ef", "mail:[hidden], [hidden]"],
  ] as const)("%s", ([text, expected]) => {
    expect(hideSecrets(text)).toBe(expected);
  });

  test.for(["A red boat at dawn, 16:9", "<b>bold</b> & 50% @ noon", "Ein Café in München"])(
    "leaves %s as it is",
    (text) => expect(hideSecrets(text)).toBe(text),
  );

  test("takes time in proportion to a hostile text", () => {
    const started = process.cpuUsage();
    hideSecrets(`${"a.".repeat(50_000)}@`);
    hideSecrets("@".repeat(50_000));
    hideSecrets("a:/".repeat(50_000));
    hideSecrets("eyJ-".repeat(10_000));
    const { user } = process.cpuUsage(started);
    expect(user / 1e6).toBeLessThan(5);
  });
});

describe("titleOfRequest", () => {
  test.for([
    [{ prompt: " A boat " }, "A boat"],
    [{ prompt: null, model: "x" }, null],
    [{ input: { prompt_list: ["First", "Second"] } }, "First"],
    [{ prompt_list: "One\nTwo" }, "One\nTwo"],
    [{ templateId: "x", name: "Promo" }, "Promo"],
    [{ prompt: 7 }, null],
    [null, null],
    ["text", null],
  ] as const)("%j", ([request, expected]) => {
    expect(titleOfRequest(request)).toBe(expected);
  });

  test("is cut at 500 characters", () => {
    expect(titleOfRequest({ prompt: "a".repeat(501) })).toHaveLength(500);
  });
});
