import { count, countCall, countStatement } from "./counts.ts";

/** Makes an object's storage count its rows. An alarm that is set is a row written. */
export function countStorage(context: DurableObjectState): DurableObjectState {
  const { storage } = context;
  const sql = new Proxy(storage.sql, {
    get(target, name) {
      if (name !== "exec") return readOwn(target, name);
      return (text: string, ...values: unknown[]) =>
        countCursor(text, target.exec(text, ...values));
    },
  });
  const counted = new Proxy(storage, {
    get(target, name) {
      if (name === "sql") return sql;
      if (name === "setAlarm") {
        count("objectRowsWritten");
        countStatement("object: (setAlarm)", { read: 0, returned: 0, written: 1 });
      }
      return readOwn(target, name);
    },
  });
  Object.defineProperty(context, "storage", { value: counted });
  return context;
}

function readOwn(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === "function" ? (value.bind(target) as unknown) : value;
}

/** A cursor knows what it read only once it was read to its end. */
function countCursor(
  sql: string,
  cursor: SqlStorageCursor<Record<string, SqlStorageValue>>,
): SqlStorageCursor<Record<string, SqlStorageValue>> {
  const note = (returned: number): void => {
    const rows = { read: cursor.rowsRead, returned, written: cursor.rowsWritten };
    count("objectRowsRead", rows.read);
    count("objectRowsWritten", rows.written);
    countStatement(`object: ${sql}`, rows);
  };
  // Tables of the local platform's own are not there in production.
  if (/\b__?miniflare/.test(sql)) return cursor;
  if (!/^\s*(?:select|with)/i.test(sql)) {
    note(0);
    return cursor;
  }
  return new Proxy(cursor, {
    get(target, name) {
      if (name !== "toArray") return readOwn(target, name);
      return () => {
        const rows = target.toArray();
        note(rows.length);
        return rows;
      };
    },
  });
}

type Method = (...values: unknown[]) => unknown;

/** Counts every call of an object's methods: each is a request to it, and lasts as long as it runs. */
export function countMethods(prototype: object, own: object, name: string): void {
  for (const method of Object.getOwnPropertyNames(own)) {
    const original = Reflect.get(own, method) as unknown;
    if (method === "constructor" || typeof original !== "function") continue;
    Object.defineProperty(prototype, method, {
      value: function counted(this: object, ...values: unknown[]): unknown {
        // Twenty messages of a socket are one request; a heartbeat never gets here.
        count("objectRequests", method === "webSocketMessage" ? 1 / 20 : 1);
        countCall(`${name}.${method}`);
        const since = Date.now();
        const result = (original as Method).apply(this, values);
        if (!(result instanceof Promise)) return result;
        return result.finally(() => count("objectMilliseconds", Date.now() - since));
      },
    });
  }
}
