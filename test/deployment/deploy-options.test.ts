import { expect, test } from "vitest";
import { readDeployOptions } from "../../scripts/deployment/deploy-options.ts";

test("the origin comes from the command line or the environment", () => {
  expect(readDeployOptions(["--origin", "https://Video.Example.com/"], {})).toEqual({
    origin: "https://video.example.com",
    dryRun: false,
  });
  const environment = { PUBLIC_ORIGIN: "https://framefleet-production.me.workers.dev" };
  expect(readDeployOptions(["--dry-run"], environment)).toEqual({
    origin: "https://framefleet-production.me.workers.dev",
    dryRun: true,
  });
  expect(readDeployOptions(["--help"], {})).toBe("help");
});

test("a real deployment needs an origin, a rehearsal does not", () => {
  expect(() => readDeployOptions([], {})).toThrow(/--origin is missing/);
  expect(readDeployOptions(["--dry-run"], {})).toMatchObject({ dryRun: true });
});

test.for([
  "video.example.com",
  "http://video.example.com",
  "https://video.example.com/path",
  "https://video.example.com/?query",
  "https://user@video.example.com",
  "https://video.example.com:8443",
  "https://127.0.0.1",
  "https://[::1]",
  "https://localhost",
])("%s is no public origin", (origin) => {
  expect(() => readDeployOptions(["--origin", origin], {})).toThrow(/--origin takes/);
});
