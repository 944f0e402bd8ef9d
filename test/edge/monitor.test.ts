import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { NodeView } from "../../edge/dialects/native/views.ts";
import type { MonitorLogs, MonitorState } from "../../edge/pages/monitor/state.ts";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  poolStub,
  submitRender,
  VIDEO,
} from "./edge-client.ts";

type Customer = Awaited<ReturnType<typeof createCustomer>>;

const SECRET_PROMPT = "A secret lighthouse of nobody you know";
let open: Customer;
let closed: Customer;
let node: Awaited<ReturnType<typeof enrolNode>>;
let openJob: string;
let closedJob: string;

const readState = () => callJson<MonitorState>(200, "GET", "/video-monitor/state");
/** The state is kept for a second. */
const stateWhere = (isWished: (state: MonitorState) => boolean) =>
  eventually(async () => {
    const state = await readState();
    return isWished(state) ? state : null;
  });
const operator = { credential: bindings.OPERATOR_TOKEN };
const GPU_SLOTS = ["a", "b"].map((letter, index) => ({
  index,
  kind: "gpu",
  name: `Test ${letter.toUpperCase()}`,
  deviceUuid: `GPU-${letter}`,
  memoryMebibytes: 24_000,
}));
const READING = {
  slotIndex: null,
  name: "Test",
  utilizationPercent: 63.5,
  memoryUsedMebibytes: 11_264,
  memoryMebibytes: 24_000,
  temperatureCelsius: null,
  powerWatts: 72.1,
};
/** Every row that the pool's object has stored. */
const dumpPool = () =>
  runInDurableObject(poolStub(), (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    );
    return [...tables].map(({ name }) => [name, [...storage.sql.exec(`SELECT * FROM ${name}`)]]);
  });
const statusOf = async (path: string) => {
  const answer = await call("GET", path);
  await answer.arrayBuffer();
  return answer.status;
};

beforeAll(async () => {
  open = await createCustomer({ name: "open", monitorPublic: true });
  closed = await createCustomer({ name: "closed" });
  node = await enrolNode("rack-7.internal.example", 1);
  await node.hello();
  const prompt = "A red boat; questions to skipper@boats.example or https://boats.example/x?key=1";
  openJob = await submitRender(open.apiKey, { prompt });
  const lease = await eventually(() => node.take());
  const message =
    "fetched https://edge.test/videos/x.mp4?signature=abc with ff_live_0123456789abcdef";
  await (await node.report(lease, { percent: 45, logs: [{ level: "info", message }] })).text();
  await (await node.work(lease)).text();
  closedJob = await submitRender(closed.apiKey, { prompt: SECRET_PROMPT });
  const secret = await eventually(() => node.take());
  await (await node.work(secret)).text();
  await submitRender(closed.apiKey, { prompt: SECRET_PROMPT });
});

describe("the public monitor", () => {
  it("shows jobs of accounts that opted in, without a credential", async () => {
    const state = await stateWhere(({ jobs }) => jobs.ended.length > 0);
    expect(state.jobs.ended).toEqual([
      expect.objectContaining({
        id: openJob,
        state: "completed",
        percent: 100,
        title: "A red boat; questions to [hidden] or [hidden]",
      }),
    ]);
  });

  it("counts the whole deployment, and names no account, node, link or other's job", async () => {
    const done = await stateWhere(({ lastHour }) =>
      lastHour.minutes.some(({ completed }) => completed > 0),
    );
    const finished = done.lastHour.minutes.reduce((sum, { completed }) => sum + completed, 0);
    expect(finished).toBe(2);
    expect(done.lastHour.minutes).toHaveLength(60);
    const state = await stateWhere(({ queue }) => queue.readyTasks === 1);
    expect(state.jobs.queued).toEqual([]);
    expect(state.jobs.running).toEqual([]);
    expect(state.fleet).toMatchObject({ nodesOnline: 1, nodesOffline: 0, slots: 1 });
    const text = JSON.stringify(state);
    for (const secret of [SECRET_PROMPT, closedJob, closed.id, open.id, "rack-7", "://", "@"]) {
      expect(text).not.toContain(secret);
    }
  });

  it("answers 304 for what is known already, and says the server's time", async () => {
    const first = await call("GET", "/video-monitor/state");
    await first.text();
    const etag = first.headers.get("etag") ?? "";
    const headers = { "if-none-match": etag };
    const again = await eventually(async () => {
      const answer = await call("GET", "/video-monitor/state", { headers });
      await answer.text();
      return answer.status === 304 ? answer : null;
    });
    expect(Number(again.headers.get("server-time"))).toBeGreaterThan(1.7e12);
    expect(again.headers.get("etag")).toBe(etag);
  });

  it("tells a public job's log with links and keys taken out", async () => {
    const logs = await callJson<MonitorLogs>(200, "GET", `/video-monitor/logs/${openJob}`);
    const lines = logs.entries.map(({ message }) => message);
    expect(logs.state).toBe("completed");
    expect(lines).toContain("fetched [hidden] with [hidden]");
    expect(lines.at(-1)).toBe("Finished");
  });

  it("streams a public job's video and still, by ranges too", async () => {
    const path = `/video-monitor/media/${openJob}`;
    const whole = await call("GET", path);
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(VIDEO);
    expect(whole.headers.get("content-type")).toBe("video/mp4");
    expect(whole.headers.get("x-content-type-options")).toBe("nosniff");
    const part = await call("GET", path, { headers: { range: "bytes=1-3" } });
    expect(part.status).toBe(206);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(VIDEO.slice(1, 4));
    expect(await statusOf(`/video-monitor/stills/${openJob}`)).toBe(200);
  });

  it.for(["media", "stills", "logs"])(
    "answers %s of others' jobs as of unknown ones",
    async (kind) => {
      const foreign = await call("GET", `/video-monitor/${kind}/${closedJob}`);
      const unknown = await call(
        "GET",
        `/video-monitor/${kind}/00000000-0000-7000-8000-000000000000`,
      );
      const malformed = await call("GET", `/video-monitor/${kind}/..%2F`);
      expect([foreign.status, unknown.status, malformed.status]).toEqual([404, 404, 404]);
      const body = await unknown.text();
      expect(await foreign.text()).toBe(body);
      expect(await malformed.text()).toBe(body);
      // Not even to its owner: here nobody is signed in.
      const own = await call("GET", `/video-monitor/${kind}/${closedJob}`, {
        credential: closed.apiKey,
      });
      expect(own.status).toBe(404);
      await own.text();
    },
  );

  it("says of each GPU what its node told, over any line, and of a CPU node that it has none", async () => {
    const gpus = await enrolNode("rack-8", 2, { slots: GPU_SLOTS, taskKinds: [] });
    await gpus.hello();
    const { socket } = await gpus.connect();
    const read = async () => {
      const answer = await callJson<{ items: NodeView[] }>(200, "GET", "/api/v2/nodes", operator);
      const of = (id: string) => NodeView.parse(answer.items.find((item) => item.id === id));
      expect(of(node.nodeId).gpuReadings).toEqual({ state: "none", toldAt: null, gpus: [] });
      return of(gpus.nodeId).gpuReadings;
    };
    const untold = await read();
    expect(untold).toMatchObject({ state: "untold", toldAt: null });
    expect(untold.gpus.map(({ deviceUuid }) => deviceUuid)).toEqual(["GPU-a", "GPU-b"]);

    const rows = await dumpPool();
    const whole = Array.from({ length: 64 }, (_, index) => ({
      ...READING,
      slotIndex: index < 2 ? index : null,
      name: `${index}`.padStart(60, "x"),
    }));
    socket.send(JSON.stringify({ type: "gpus", gpus: whole }));
    const told = await eventually(async () => {
      const readings = await read();
      return readings.state === "current" ? readings : null;
    });
    const { name: _, ...figures } = READING;
    expect(told.gpus).toHaveLength(64);
    expect(told.gpus[1]).toEqual({ ...figures, slotIndex: 1, deviceUuid: "GPU-b", name: "Test B" });
    expect(await dumpPool()).toEqual(rows);

    // The object's memory goes; what was told lives on with the socket.
    await evictDurableObject(poolStub(), { webSockets: "hibernate" });
    expect(await read()).toEqual(told);
    for (const nonsense of [
      "{",
      '{"type":"news"}',
      JSON.stringify({ type: "gpus", gpus: [{ ...READING, utilizationPercent: 101 }] }),
      JSON.stringify({ type: "gpus", gpus: [...whole, READING] }),
      new Uint8Array(8),
    ]) {
      socket.send(nonsense);
    }
    socket.send(JSON.stringify({ type: "gpus", gpus: [] }));
    await eventually(async () => ((await read()).state === "unreadable" ? true : null));

    const asked = { slotIndex: 0, gpus: [{ ...READING, slotIndex: 0, powerWatts: 99.5 }] };
    const { credential } = gpus;
    await callJson(204, "POST", "/node/v1/leases", { credential, body: asked });
    expect((await read()).gpus.map(({ powerWatts }) => powerWatts)).toEqual([99.5, null]);
    const state = await stateWhere(({ fleet }) =>
      fleet.devices.some((device) => device.gpus.some(({ powerWatts }) => powerWatts === 99.5)),
    );
    expect(state.fleet.devices.map((device) => [device.name, device.gpus.length])).toEqual([
      ["CPU", 0],
      ["Test A", 1],
      ["Test B", 1],
    ]);
    expect(JSON.stringify(state)).not.toContain("GPU-a");
    socket.close();
  });

  it("takes a job away when its account opts out or deletes its record", async () => {
    const patch = (monitorPublic: boolean) =>
      callJson(200, "PATCH", `/api/v2/accounts/${open.id}`, {
        credential: bindings.OPERATOR_TOKEN,
        body: { monitorPublic },
      });
    await patch(false);
    expect(await statusOf(`/video-monitor/media/${openJob}`)).toBe(404);
    await stateWhere(({ jobs }) => jobs.ended.length === 0);
    await patch(true);
    expect(await statusOf(`/video-monitor/media/${openJob}`)).toBe(200);
    const gone = await call("DELETE", `/api/v2/jobs/${openJob}`, { credential: open.apiKey });
    expect([gone.status, await gone.text()]).toEqual([204, ""]);
    expect(await statusOf(`/video-monitor/media/${openJob}`)).toBe(404);
  });
});

describe("the pages", () => {
  it.for(["/studio", "/video-monitor", "/AIStudio/video-monitor"])(
    "%s may load only its own files, which never change under their address",
    async (path) => {
      const answer = await call("GET", path);
      const page = await answer.text();
      expect(answer.status).toBe(200);
      expect(page).toMatch(/^<!doctype html><html/);
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain("unsafe");
      expect(page).not.toMatch(/<script(?![^>]+src)|<style| style=| on\w+=/);
      const files = [...page.matchAll(/(?:src|href)="(\/[^"#]+)"/g)].map(([, file]) => file ?? "");
      expect(files).toHaveLength(3);
      for (const file of files) {
        const loaded = await call("GET", file);
        expect((await loaded.text()).length).toBeGreaterThan(100);
        expect(loaded.headers.get("cache-control")).toContain("immutable");
      }
    },
  );
});
