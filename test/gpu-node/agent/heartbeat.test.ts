import { expect, test } from "vitest";
import { isOlderVersion } from "#contracts/compare-versions.ts";
import { HeartbeatLine } from "../../../gpu-node/agent/heartbeat.ts";
import { EdgeError } from "../../../gpu-node/edge-client/edge-error.ts";
import { backOffMilliseconds, isRetryable } from "../../../gpu-node/edge-client/retry.ts";

test("an answer counts from the time of its ping; silence opens the socket again", () => {
  const heard: number[] = [];
  const line = new HeartbeatLine((milliseconds) => heard.push(milliseconds));
  let reopened = 0;
  expect(line.beat(1000)).toBe("closed");
  line.opened(
    () => {},
    () => (reopened += 1),
  );
  const before = performance.now();
  expect(line.beat(1000)).toBe("sent");
  line.answered();
  line.answered();
  expect(heard).toHaveLength(1);
  expect(heard[0]).toBeGreaterThanOrEqual(before);
  expect(line.beat(0)).toBe("sent");
  expect(line.beat(0)).toBe("reopened");
  expect(reopened).toBe(1);
});

test.each([
  ["network", 0, true],
  ["refused", 500, true],
  ["refused", 429, true],
  ["refused", 404, false],
  ["refused", 409, false],
  ["unreadable", 200, false],
] as const)("%s %i may be sent again: %s", (kind, status, expected) => {
  expect(isRetryable(new EdgeError({ kind, status, code: "x", message: "x" }))).toBe(expected);
});

test("the back-off keeps its bound and waits as long as the edge wishes", () => {
  const network = new EdgeError({ kind: "network", status: 0, code: "x", message: "x" });
  for (let attempt = 1; attempt < 30; attempt += 1) {
    expect(backOffMilliseconds(attempt, network)).toBeLessThanOrEqual(
      Math.min(15_000, 500 * 2 ** attempt),
    );
  }
  const busy = new EdgeError({
    kind: "refused",
    status: 429,
    code: "x",
    message: "x",
    retryAfterSeconds: 20,
  });
  expect(backOffMilliseconds(1, busy)).toBe(20_000);
});

test("versions are compared as numbers", () => {
  expect(isOlderVersion("0.9.0", "0.10.0")).toBe(true);
  expect(isOlderVersion("0.1.0", "0.1.0")).toBe(false);
  expect(isOlderVersion("1.0.0-beta.1", "0.9")).toBe(false);
});
