import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type ChatRequest = {
  model: string;
  messages: { role: string; content: string | { type: string; text: string }[] }[];
  tools?: unknown;
  response_format?: unknown;
};
type Answer = (request: ChatRequest, response: ServerResponse) => void;

/** An OpenAI-compatible chat server on loopback; the test says how it answers. */
export async function startFakeLanguageModel() {
  const requests: { body: ChatRequest; authorization: string | undefined }[] = [];
  let answer: Answer = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const body = JSON.parse(text) as ChatRequest;
      requests.push({ body, authorization: request.headers.authorization });
      if (request.url === "/v1/chat/completions") answer(body, response);
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answerWith(next: Answer): void {
      requests.length = 0;
      answer = next;
    },
    /** Answers with a completion whose text is this. */
    say(text: (request: ChatRequest) => string): void {
      requests.length = 0;
      answer = (request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const message = { role: "assistant", content: text(request) };
        response.end(
          JSON.stringify({
            id: "completion-1",
            object: "chat.completion",
            created: 1,
            model: request.model,
            choices: [{ index: 0, message, finish_reason: "stop" }],
            usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
          }),
        );
      };
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The text of a message, whether it is plain or in parts. */
export function textOf(message: ChatRequest["messages"][number] | undefined): string {
  if (message === undefined) return "";
  return typeof message.content === "string"
    ? message.content
    : message.content.map((part) => part.text).join("");
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
