import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../../gpu-node/config.ts";

test("settings have defaults, and empty ones count as absent", () => {
  const request = readConfig([], {
    FRAMEFLEET_CPU_SLOTS: "",
    FRAMEFLEET_NODE_NAME: "n1",
    PATH: "/bin",
  });
  expect(request).toMatchObject({
    type: "run",
    config: {
      cpuSlots: 1,
      nodeName: "n1",
      controlChannel: "websocket",
      drainSeconds: 600,
      edgeUrl: null,
    },
  });
});

test("children do not inherit the node's settings", () => {
  const request = readConfig([], { FRAMEFLEET_ENROLMENT_TOKEN: "secret", PATH: "/bin" });
  expect(request).toMatchObject({ config: { childEnvironment: { PATH: "/bin" } } });
  expect(JSON.stringify(request).match(/secret/g)).toHaveLength(1);
});

test("every wrong setting is named, without its value", () => {
  const environment = { FRAMEFLEET_CPU_SLOTS: "many", FRAMEFLEET_EDGE_URL: "ftp://secret" };
  const read = () => readConfig([], environment);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/FRAMEFLEET_EDGE_URL[^]*FRAMEFLEET_CPU_SLOTS/);
  expect(read).not.toThrow(/secret/);
});

test("help, version and unknown arguments", () => {
  expect(readConfig(["--help"], {})).toMatchObject({ type: "print" });
  expect(readConfig(["--version"], {})).toEqual({
    type: "print",
    text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
  expect(() => readConfig(["--fast"], {})).toThrow(/--fast/);
});

test("arguments win over the environment", () => {
  const commandLine = ["--edge", "https://a.example/", "--token=t", "--state", "/tmp/state"];
  const request = readConfig(commandLine, { FRAMEFLEET_EDGE_URL: "https://b.example" });
  expect(request).toMatchObject({
    type: "run",
    config: { edgeUrl: "https://a.example", enrolmentToken: "t", stateDirectory: "/tmp/state" },
  });
  expect(readConfig(["--check"], {})).toMatchObject({ type: "check" });
});

test("a token in the wrong place is not repeated", () => {
  expect(() => readConfig(["ff_enrol_secret"], {})).toThrow(/^Wrong arguments; see --help\.$/);
});
