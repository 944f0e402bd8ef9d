import { expect, it } from "vitest";
import { MAXIMUM_UNSENT_BYTES } from "#contracts/limits.ts";
import { streamEvents } from "../../edge/dialects/native/stream-events.ts";
import { eventually } from "./edge-client.ts";

/** A stream, and the feed's end of the socket behind it. */
function open() {
  const { 0: client, 1: feed } = new WebSocketPair();
  feed.accept();
  const closes: string[] = [];
  feed.addEventListener("close", ({ reason }) => {
    closes.push(reason);
  });
  return { feed, closes, answer: streamEvents(client) };
}

const message = (seq: number, characters: number) =>
  JSON.stringify({ type: "job-logged", seq, message: "x".repeat(characters) });

it("cuts off a reader that does not read, before much waits for it", async () => {
  const { feed, closes, answer } = open();
  const messages = 40;
  for (let seq = 1; seq <= messages; seq += 1) feed.send(message(seq, MAXIMUM_UNSENT_BYTES / 20));
  expect(await eventually(() => Promise.resolve(closes[0] ?? null))).toMatch(/too slowly/);
  await expect(answer.text()).rejects.toThrow();
});

it("passes on everything that came before the feed closed", async () => {
  const { feed, answer } = open();
  feed.send(message(1, 10));
  feed.send(message(2, 10));
  feed.close(1000, "The job has ended.");
  const text = await answer.text();
  expect(text.match(/^id: \d+$/gm)).toEqual(["id: 1", "id: 2"]);
  expect(text).toMatch(/^event: job-logged\ndata: \{"type":"job-logged","seq":2/m);
});
