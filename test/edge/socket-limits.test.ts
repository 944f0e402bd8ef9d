import { expect, it } from "vitest";
import { judgeBacklog } from "../../edge/domain/feeds/socket-limits.ts";

it("a listener that takes nothing is let go before a megabyte and a message wait for it", () => {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  const message = "x".repeat(64 * 1024);
  let sent = 0;
  // Nobody accepts the other end: all that is sent waits.
  while (sent < 100 && judgeBacklog(server) === null) {
    server.send(message);
    sent += 1;
  }
  expect(sent).toBe(17);
  expect(judgeBacklog(server)).toEqual({ code: 1008, reason: "Reading too slowly." });
  client.accept();
  client.close();
});
