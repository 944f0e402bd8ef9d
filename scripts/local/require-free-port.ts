import { createServer } from "node:net";

/** Throws an Error that says what to do when something listens on the port already. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    throw new Error(
      `port ${port} on 127.0.0.1 is in use. Stop what listens there, or choose another with --port.`,
      { cause: error },
    );
  }
}

/** A port that nothing listens on now. */
export function findFreePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
