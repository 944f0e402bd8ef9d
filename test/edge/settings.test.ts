import { expect, test } from "vitest";
import { publicOrigin } from "../../edge/composition.ts";
import { bindings, call, ORIGIN } from "./edge-client.ts";

test("links start with the public origin, whatever its spelling", () => {
  expect(publicOrigin(bindings)).toBe(ORIGIN);
  expect(publicOrigin({ ...bindings, PUBLIC_ORIGIN: "https://Video.Example.com/" })).toBe(
    "https://video.example.com",
  );
});

test.for([undefined, "", "video.example.com", "ftp://a.example", "https://a.example/path"])(
  "a deployment whose PUBLIC_ORIGIN is %s serves nothing, and names the setting",
  (PUBLIC_ORIGIN) => {
    expect(() => publicOrigin({ ...bindings, PUBLIC_ORIGIN })).toThrow(/Setting PUBLIC_ORIGIN/);
  },
);

test("a deployment with its settings is healthy", async () => {
  const answer = await call("GET", "/healthz");
  expect(await answer.json()).toEqual({ ok: true });
});
