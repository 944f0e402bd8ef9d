import { expect, it } from "vitest";
import { publicOrigin } from "../../edge/composition.ts";
import { callWith } from "./call-with.ts";
import { bindings, enrolNode } from "./edge-client.ts";

const MINIMUM_AGENT_VERSION = "1.2.3";
const RECOMMENDED_AGENT_VERSION = "2.0.0";

it("stand in every answer to a node, refusals and empty ones too", async () => {
  const { credential } = await enrolNode();
  for (const [status, method, path, options] of [
    [204, "POST", "leases", { credential, body: { slotIndex: 0, waitSeconds: 0 } }],
    [400, "POST", "enrol", { body: {} }],
    [401, "POST", "hello", { body: {} }],
    [404, "GET", "nothing", { credential }],
    [405, "DELETE", "enrol", { credential }],
    [409, "GET", "leases/none/inputs/0", { credential }],
  ] as const) {
    const deployment = { MINIMUM_AGENT_VERSION, RECOMMENDED_AGENT_VERSION };
    const answer = await callWith(deployment, method, `/node/v1/${path}`, options);
    const { headers } = answer;
    expect([
      path,
      answer.status,
      headers.get("x-minimum-agent-version"),
      headers.get("x-recommended-agent-version"),
    ]).toEqual([path, status, MINIMUM_AGENT_VERSION, RECOMMENDED_AGENT_VERSION]);
  }
});

it.for(["1.2", "v1.2.3", "1.2.3-beta", "latest"])("cannot be %s", (version) => {
  for (const setting of ["MINIMUM_AGENT_VERSION", "RECOMMENDED_AGENT_VERSION"]) {
    expect(() => publicOrigin({ ...bindings, [setting]: version })).toThrow(`Setting ${setting}`);
  }
});
