import type { Env } from "../../../edge/composition.ts";
import { type Count, countFor, countStatement, notePut, type Payer } from "./counts.ts";

const counted = { work: new WeakMap<Env, Env>(), sweep: new WeakMap<Env, Env>() };

/** The same bindings, counting: what the product does with them is not changed. */
export function countBindings(env: Env, payer: Payer = "work"): Env {
  const known = counted[payer].get(env);
  if (known) return known;
  const count = countFor(payer);
  const made: Env = {
    ...env,
    DB: countDatabase(env.DB, count),
    MEDIA: countBucket(env.MEDIA, count),
    JOBS_QUEUE: countQueue(env.JOBS_QUEUE, count),
    WEBHOOKS_QUEUE: countQueue(env.WEBHOOKS_QUEUE, count),
  };
  counted[payer].set(env, made);
  return made;
}

/** A view of an object in which some methods are others; the rest are its own. */
function overlay<Target extends object>(target: Target, methods: Partial<Target>): Target {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(methods, name)) return methods[name as keyof Target];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

type Bound = { statement: D1PreparedStatement; sql: string };
const bounds = new WeakMap<D1PreparedStatement, Bound>();

function countDatabase(database: D1Database, count: Count): D1Database {
  const note = (sql: string, { meta, results }: D1Result): void => {
    const rows = { read: meta.rows_read, returned: results.length, written: meta.rows_written };
    count("databaseRowsRead", rows.read);
    count("databaseRowsWritten", rows.written);
    countStatement(sql, rows);
  };
  const wrap = (statement: D1PreparedStatement, sql: string): D1PreparedStatement => {
    const view = overlay(statement, {
      bind: (...values: unknown[]) => wrap(statement.bind(...values), sql),
      // `raw` answers without figures; only reads come this way, so they may be asked twice.
      raw: (async () => {
        note(sql, await statement.all());
        return statement.raw();
      }) as D1PreparedStatement["raw"],
    });
    bounds.set(view, { statement, sql });
    return view;
  };
  return overlay(database, {
    prepare: (sql) => wrap(database.prepare(sql), sql),
    batch: async <Row>(views: D1PreparedStatement[]) => {
      const known = views.map((view) => bounds.get(view) ?? { statement: view, sql: "" });
      const results = await database.batch<Row>(known.map(({ statement }) => statement));
      for (const [index, result] of results.entries()) note(known[index]?.sql ?? "", result);
      return results;
    },
  });
}

/** R2's classes: writing and listing are A, reading is B, deleting is free. */
function countBucket(bucket: R2Bucket, count: Count): R2Bucket {
  const countUpload = (upload: R2MultipartUpload): R2MultipartUpload =>
    overlay(upload, {
      uploadPart: (...part) => {
        count("storageClassA");
        notePut(`${upload.key} part ${part[0]}`);
        return upload.uploadPart(...part);
      },
      complete: (parts) => {
        count("storageClassA");
        return upload.complete(parts);
      },
    });
  return overlay(bucket, {
    put: ((...object: Parameters<R2Bucket["put"]>) => {
      count("storageClassA");
      notePut(object[0]);
      return bucket.put(...object);
    }) as R2Bucket["put"],
    get: ((...object: Parameters<R2Bucket["get"]>) => {
      count("storageClassB");
      return bucket.get(...object);
    }) as R2Bucket["get"],
    head: (key) => {
      count("storageClassB");
      return bucket.head(key);
    },
    list: (options) => {
      count("storageClassA");
      return bucket.list(options);
    },
    createMultipartUpload: async (key, options) => {
      count("storageClassA");
      return countUpload(await bucket.createMultipartUpload(key, options));
    },
    resumeMultipartUpload: (key, id) => countUpload(bucket.resumeMultipartUpload(key, id)),
  });
}

function countQueue<Message>(queue: Queue<Message>, count: Count): Queue<Message> {
  return overlay(queue, {
    sendBatch: (messages, options) => {
      const all = [...messages];
      count("queueWrites", all.length);
      return queue.sendBatch(all, options);
    },
  });
}
