import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "../../../gpu-node/config.ts";
import { ProvidersFile } from "../../../gpu-node/models/providers/provider-settings.ts";
import { readProvidersFile } from "../../../gpu-node/models/providers/read-providers-file.ts";

const secret = "sk-canary-77e0b1";
let directory = "";
let path = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "framefleet-file-"));
  path = join(directory, "models.json");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const cosmos = {
  type: "cosmos-nim",
  name: "cosmos",
  url: "http://127.0.0.1:8000",
  models: [{ key: "COSMOS", kind: "video", id: "cosmos3" }],
};
const write = (...providers: unknown[]) => writeFile(path, JSON.stringify({ providers }));

test("the example that is shipped is a valid file", async () => {
  const text = await readFile(new URL("../../../deploy/models.json", import.meta.url), "utf8");
  expect(ProvidersFile.parse(JSON.parse(text)).providers).toHaveLength(4);
});

test("keys come from a variable or a file beside it, and no task child inherits the variable", async () => {
  await write(
    { ...cosmos, key: { environment: "NGC_KEY" } },
    {
      ...cosmos,
      name: "second",
      key: { file: "second.key" },
      models: [{ key: "B", kind: "video", id: "b" }],
    },
  );
  await writeFile(join(directory, "second.key"), `${secret}-2\n`);
  const environment = { FRAMEFLEET_MODELS_FILE: path, NGC_KEY: secret, PATH: "/bin" };
  const request = readConfig([], environment);
  if (request.type === "print") throw new Error("no configuration");
  const { providers, childEnvironment } = request.config;
  expect(providers.map((provider) => provider.secret)).toEqual([secret, `${secret}-2`]);
  expect(childEnvironment).toEqual({ PATH: "/bin" });
});

test.each([
  [{ ...cosmos, key: secret }, "key"],
  [{ ...cosmos, key: { environment: "NOT_THERE" } }, "the key of cosmos is not there"],
  [{ ...cosmos, key: { file: "none" } }, "the key file of cosmos cannot be read"],
  [{ ...cosmos, url: `ftp://${secret}` }, "url: must be an http or https URL"],
  [{ ...cosmos, type: "unknown" }, "type"],
  [
    { ...cosmos, models: [...cosmos.models, ...cosmos.models] },
    "model key video COSMOS stands there twice",
  ],
])("a wrong file is refused in words without values: %#", async (provider, words) => {
  await write(provider);
  expect(() => readProvidersFile(path, {})).toThrow(words);
  try {
    readProvidersFile(path, {});
  } catch (error) {
    expect(String(error)).not.toContain(secret);
  }
});
