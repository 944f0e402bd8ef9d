import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { establishIdentity } from "../../../gpu-node/agent/establish-identity.ts";
import { saveIdentity } from "../../../gpu-node/agent/identity.ts";
import { AgentHarness } from "./agent-harness.ts";

let harness: AgentHarness;
let stateDirectory: string;
beforeEach(async () => {
  harness = new AgentHarness();
  await harness.edge.start();
  stateDirectory = await mkdtemp(join(tmpdir(), "framefleet-identity-"));
});
afterEach(async () => {
  await harness.stop();
  await rm(stateDirectory, { recursive: true, force: true });
});

function establish(changes: { enrolmentToken?: string | null; edgeUrl?: string | null } = {}) {
  return establishIdentity({
    stateDirectory,
    edgeUrl: harness.edge.url,
    enrolmentToken: null,
    nodeName: "test node",
    agentVersion: "0.1.0",
    dispatcher: harness.dispatcher,
    logger: harness.logger(),
    signal: new AbortController().signal,
    ...changes,
  });
}

test("a node enrols once; afterwards its identity file is enough", async () => {
  harness.edge.enrolmentTokens.add("one-time-token");
  const first = await establish({ enrolmentToken: "one-time-token" });
  const second = await establish({ enrolmentToken: "one-time-token" });
  const third = await establish({ edgeUrl: null });
  expect([second, third]).toEqual([first, first]);
  expect(harness.edge.calls).toEqual(["POST /enrol"]);
  const path = join(stateDirectory, "identity.json");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual(first);
  const log = harness.logLines.join("");
  expect(log).toContain(first.nodeId);
  expect(log).not.toContain(first.nodeToken);
  expect(log).not.toContain("one-time-token");
});

test("an identity follows its edge to another address, unless there is a new token", async () => {
  harness.edge.enrolmentTokens.add("one-time-token").add("another-token");
  const first = await establish({ enrolmentToken: "one-time-token" });
  await saveIdentity(stateDirectory, { ...first, edgeUrl: "http://127.0.0.1:9" });
  expect(await establish()).toEqual(first);
  await saveIdentity(stateDirectory, { ...first, edgeUrl: "http://127.0.0.1:9" });
  const anew = await establish({ enrolmentToken: "another-token" });
  expect(anew.nodeId).not.toBe(first.nodeId);
});

test("an edge that does not answer yet is waited for", async () => {
  harness.edge.enrolmentTokens.add("one-time-token");
  const faults: (number | "break")[] = ["break", 503];
  harness.edge.fault = () => faults.shift();
  expect((await establish({ enrolmentToken: "one-time-token" })).edgeUrl).toBe(harness.edge.url);
});

test("a used token, and none at all, are told apart", async () => {
  await expect(establish({ enrolmentToken: "used-up-token" })).rejects.toMatchObject({
    code: "enrolment-refused",
  });
  await expect(establish()).rejects.toMatchObject({ code: "not-enrolled" });
});

test("a broken identity file is refused without quoting it", async () => {
  await writeFile(join(stateDirectory, "identity.json"), '{"nodeToken":"secret-word"');
  await expect(establish()).rejects.toThrow(/not a valid identity file/);
  await expect(establish()).rejects.not.toThrow(/secret-word/);
});
