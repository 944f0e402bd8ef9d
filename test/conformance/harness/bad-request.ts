import fc from "fast-check";
import type { DialectEntry, Route } from "../entry.ts";
import { badValues, listFields } from "../field-rule.ts";
import { listBadFields, listBadForms, listBadJson, withField } from "./bad-bodies.ts";
import { listMalformedIds } from "./bad-ids.ts";
import { encodeBody, idParametersOf, makeUuid } from "./plan.ts";
import type { Plan } from "./send.ts";

/** How a good request for a route is spoilt; made apart from any deployment, so that it repeats. */
export type Spoiling = {
  entry: DialectEntry;
  route: Route;
  how: string;
  /** The good request, spoilt. */
  spoil: (good: Plan) => Plan;
  /** True: the credential itself is what is wrong. */
  withoutCredential?: boolean;
  /** Texts to stand in the path instead of real ids. */
  texts?: Record<string, string>;
};

/** Requests that every dialect must refuse, in its own shape and without a trace. */
export function spoilings(entries: readonly DialectEntry[]): fc.Arbitrary<Spoiling> {
  const perRoute = entries.flatMap((entry) =>
    entry.routes.flatMap((route) => waysToSpoil(entry, route)),
  );
  return fc.oneof(...perRoute);
}

function waysToSpoil(entry: DialectEntry, route: Route): fc.Arbitrary<Spoiling>[] {
  const base = { entry, route };
  const ways: fc.Arbitrary<Spoiling>[] = [];
  const ids = idParametersOf(route);
  if (ids.length > 0) {
    ways.push(
      fc.tuple(fc.constantFrom(...ids), malformedTexts).map(([{ name, parameter }, text]) => ({
        ...base,
        how: `malformed ${name}`,
        texts: { [name]: parameter.write?.(text) ?? text },
        spoil: (good) => good,
      })),
    );
  }
  if (route.auth !== "open") {
    ways.push(
      fc
        .tuple(fc.constantFrom(...entry.credentials), badCredentials)
        .map(([spell, credential]) => ({
          ...base,
          how: "bad credential",
          withoutCredential: true,
          spoil: (good) => ({ ...good, headers: { ...good.headers, ...spell(credential) } }),
        })),
    );
  }
  if (route.badQueries && route.badQueries.length > 0) {
    ways.push(
      fc.constantFrom(...route.badQueries).map((query) => ({
        ...base,
        how: "bad query",
        spoil: (good) => ({ ...good, path: `${good.path}?${query}` }),
      })),
    );
  }
  if (route.createsWork === true) {
    ways.push(
      fc.constantFrom("", '""', "a".repeat(256), "a\tb").map((key) => ({
        ...base,
        how: "bad Idempotency-Key",
        spoil: (good) => ({ ...good, headers: { ...good.headers, "idempotency-key": key } }),
      })),
    );
  }
  // Twice, since most of what can be wrong is in the body.
  if (route.body && route.method !== "PUT") {
    ways.push(spoiltBodies(entry, route), spoiltBodies(entry, route));
  }
  return ways;
}

function spoiltBodies(entry: DialectEntry, route: Route): fc.Arbitrary<Spoiling> {
  const { body } = route;
  if (!body) throw new Error(`${route.path} takes no body`);
  const withBody = (how: string, part: Pick<Plan, "body" | "headers">): Spoiling => ({
    entry,
    route,
    how,
    spoil: (good) => {
      const { "content-type": _type, ...headers } = good.headers ?? {};
      const plan: Plan = { ...good, headers: { ...headers, ...part.headers } };
      if (part.body !== undefined) plan.body = part.body;
      return plan;
    },
  });
  const listed = [...listBadJson(body), ...listBadForms(body)];
  const ways = [fc.constantFrom(...listed).map(({ name, ...part }) => withBody(name, part))];
  if (body.encodings.includes("form")) {
    const form = { "content-type": "multipart/form-data; boundary=b" };
    ways.push(
      fc.constantFrom(...listBadFields(body)).map(({ name, ...part }) => withBody(name, part)),
      randomBytes.map((bytes) => withBody("random bytes", { body: bytes, headers: form })),
      randomBytes.map((bytes) =>
        withBody("random part", {
          body: Uint8Array.from([...PART_START, ...bytes]),
          headers: form,
        }),
      ),
    );
  }
  if (!body.encodings.includes("json")) return fc.oneof(...ways);
  const json = { "content-type": "application/json" };
  ways.push(
    randomBytes.map((bytes) => withBody("random bytes", { body: bytes, headers: json })),
    fc
      .oneof(
        fc.array(fc.jsonValue()),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string(),
      )
      .map((value) => withBody("no object", { body: JSON.stringify(value), headers: json })),
    fc
      .tuple(fc.string({ unit: "binary", maxLength: 60 }), fc.nat())
      .map(([text, at]) => withBody("broken document", breakDocument(body.valid, text, at)))
      .filter(({ spoil }) => !isJson(spoil({ method: "", path: "" }).body)),
  );
  const fields = listFields(body.fields);
  if (fields.length > 0) {
    const badField = fc
      .constantFrom(...fields)
      .chain(({ path, rule }) =>
        badValues(rule).map((value) =>
          withBody(
            `${path.join(".")} of a wrong value`,
            encodeBody("json", withField(body.valid, path, value)),
          ),
        ),
      );
    ways.push(badField, badField, badField);
  }
  return fc.oneof(...ways);
}

/** Never UTF-8, so that no chance makes a document of them. */
const randomBytes = fc
  .uint8Array({ maxLength: 2000 })
  .map((bytes) => Uint8Array.of(0xff, ...bytes));

/** A file's part of a form, which nothing ends. */
const PART_START = new TextEncoder().encode(
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n',
);

/** A good document with some text pushed into it. */
function breakDocument(valid: object, text: string, at: number): Pick<Plan, "body" | "headers"> {
  const good = JSON.stringify(valid);
  const place = at % (good.length + 1);
  const body = `${good.slice(0, place)}${text}${good.slice(place)}`;
  return { body, headers: { "content-type": "application/json" } };
}

function isJson(body: Plan["body"]): boolean {
  try {
    JSON.parse(typeof body === "string" ? body : "");
    return true;
  } catch {
    return false;
  }
}

const malformedTexts = fc.oneof(
  fc.nat().map((at) => {
    const texts = listMalformedIds(makeUuid());
    return texts[at % texts.length] ?? "0";
  }),
  fc.webSegment({ size: "medium" }).filter((text) => !/^\.{0,2}$/.test(text)),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .filter((text) => text.isWellFormed() && !/^\.{1,2}$/.test(text))
    .map(encodeURIComponent),
);

const badCredentials = fc.oneof(
  fc.constantFrom(`ff_live_${"y".repeat(43)}`, "x", "a".repeat(9000), "eyJhbGciOiJub25lIn0.e30."),
  fc.string({ minLength: 1, maxLength: 100 }).map((text) => `x${text.trim()}x`),
  fc.base64String({ minLength: 20, maxLength: 200 }).map((text) => `${text}.${text}.${text}`),
);
