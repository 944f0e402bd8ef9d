import { call, eventually } from "./edge-client.ts";

export type ServerSentEvent = { id: string | null; type: string; data: Record<string, unknown> };

/** Opens a stream of server-sent events and collects what arrives. */
export async function openEventStream(path: string, headers: Record<string, string> = {}) {
  const answer = await call("GET", path, { headers: { accept: "text/event-stream", ...headers } });
  if (answer.status !== 200 || !answer.body) {
    throw new Error(`no stream: ${answer.status} ${await answer.text()}`);
  }
  const events: ServerSentEvent[] = [];
  let ended = false;
  const reading = (async () => {
    let text = "";
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parse(block);
        if (event) events.push(event);
      }
    }
    ended = true;
  })();
  return {
    events,
    next: (fits: (event: ServerSentEvent) => boolean) =>
      eventually(() => Promise.resolve(events.find(fits) ?? null)),
    /** Everything up to the end of the stream. */
    async untilEnd(): Promise<ServerSentEvent[]> {
      await eventually(() => Promise.resolve(ended || null));
      await reading;
      return events;
    },
  };
}

function parse(block: string): ServerSentEvent | null {
  const fields = new Map(
    block.split("\n").flatMap((line) => {
      const [, name, value] = /^(\w+): (.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  const data = fields.get("data");
  if (data === undefined) return null;
  return {
    id: fields.get("id") ?? null,
    type: fields.get("event") ?? "message",
    data: JSON.parse(data) as Record<string, unknown>,
  };
}
