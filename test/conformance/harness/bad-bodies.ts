import { listBadValues, listFields } from "../field-rule.ts";
import type { BodyRule } from "../entry.ts";
import { encodeBody } from "./plan.ts";
import type { Plan } from "./send.ts";

/** A body that must be refused, and why. */
export type BadBody = { name: string } & Pick<Plan, "body" | "headers">;

const JSON_TYPE = { "content-type": "application/json" };
const encoder = new TextEncoder();

/** A body with each field missing, wrong in every way its rule tells, or unknown. */
export function listBadFields(rule: BodyRule): BadBody[] {
  return rule.encodings.flatMap((encoding) => {
    const write = (name: string, body: object): BadBody => ({
      name: `${encoding}: ${name}`,
      ...encodeBody(encoding, body),
    });
    const bodies = listFields(rule.fields).flatMap(({ path, rule: field }) => {
      const place = path.join(".");
      const values = listBadValues(field).filter((value) =>
        isWritable(encoding, field.type, value),
      );
      return [
        ...(field.required === true
          ? [write(`${place} missing`, withoutField(rule.valid, path))]
          : []),
        ...values.map((value) =>
          write(`${place} = ${shorten(value)}`, withField(rule.valid, path, value)),
        ),
      ];
    });
    const unknown = {
      name: `${encoding}: unknown field`,
      ...encodeBody(encoding, { ...rule.valid, surplus: 1 }),
    };
    return rule.fields.closed === true ? [...bodies, unknown] : bodies;
  });
}

/** A form knows only texts and files: what a text can say rightly is no bad value there. */
function isWritable(encoding: "json" | "form", type: string, value: unknown): boolean {
  if (encoding === "json") return true;
  if (type === "string") return typeof value === "string";
  if (type === "file") return typeof value === "string" || value instanceof File;
  return typeof value === "string" ? !/^\d+$/.test(value) : typeof value === "number";
}

/** The body with another value at a path; objects on the way are made where they lack. */
export function withField(
  body: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [name = "", ...rest] = path;
  if (rest.length === 0) return { ...body, [name]: value };
  const inner = (body[name] ?? {}) as Record<string, unknown>;
  return { ...body, [name]: withField(inner, rest, value) };
}

function withoutField(
  body: Record<string, unknown>,
  path: readonly string[],
): Record<string, unknown> {
  const [name = "", ...rest] = path;
  const { [name]: inner, ...others } = body;
  if (rest.length === 0) return others;
  return { ...others, [name]: withoutField((inner ?? {}) as Record<string, unknown>, rest) };
}

/** Bodies that are no good JSON document of the right kind, made from a good one. */
export function listBadJson(rule: BodyRule): BadBody[] {
  if (!rule.encodings.includes("json")) return [];
  const good = JSON.stringify(rule.valid);
  const [firstName = "a", firstValue = 1] = Object.entries(rule.valid)[0] ?? [];
  const member = `${JSON.stringify(firstName)}:${JSON.stringify(firstValue)}`;
  const open = good.slice(0, -1);
  const rest = open === "{" ? "" : ",";
  const texts: Record<string, string> = {
    "top-level null": "null",
    "top-level string": '"text"',
    "top-level number": "1",
    "top-level true": "true",
    "top-level list": `[${good}]`,
    "empty list": "[]",
    unterminated: open,
    "one bracket too many": `${good}}`,
    "two documents": `${good}${good}`,
    "trailing comma": `${open}${rest}}`.replace("{}", "{,}"),
    comment: `${good} // comment`,
    "single quotes": good.replaceAll('"', "'").replace("{}", "{'a':1}"),
    "bare NaN": `${open}${rest}"surplus":NaN}`,
    "leading zero": `${open}${rest}"surplus":01}`,
    "bad escape": `${open}${rest}"surplus":"\\x"}`,
    "raw line break in a string": `${open}${rest}"surplus":"\n"}`,
    "NUL after the end": `${good}\0`,
    "depth 5000": `${open}${rest}"surplus":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    "objects to depth 5000": `${open}${rest}"surplus":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`,
    "unclosed to depth 100000": "[".repeat(100_000),
    "key twice": `{${member},${open.slice(1)}${rest}${member}}`.replace(",,", ","),
    "key twice, once escaped": `${open}${rest}"surplus":1,"\\u0073urplus":2}`,
    "key twice deep inside": `${open}${rest}"surplus":[{"a":1,"a":2}]}`,
    __proto__: `${open}${rest}"__proto__":{"admin":true}}`,
    "__proto__ escaped": `${open}${rest}"__pro\\u0074o__":{"admin":true}}`,
    "__proto__ deep inside": `${open}${rest}"surplus":{"__proto__":[]}}`,
    "over 1 MB in a field": `${open}${rest}"surplus":"${"a".repeat(1024 * 1024)}"}`,
    "over 1 MB of blanks": `${" ".repeat(1024 * 1024)}${good}`,
    "blanks alone": " \n",
  };
  const bytes: Record<string, Uint8Array> = {
    empty: new Uint8Array(),
    "invalid UTF-8": concat(
      encoder.encode(`${open}${rest}"surplus":"`),
      [0xc3, 0x28],
      encoder.encode('"}'),
    ),
    "overlong UTF-8": concat(
      encoder.encode(`${open}${rest}"surplus":"`),
      [0xc0, 0xaf],
      encoder.encode('"}'),
    ),
    "surrogate in UTF-8": concat(
      encoder.encode(`${open}${rest}"surplus":"`),
      [0xed, 0xa0, 0x80],
      encoder.encode('"}'),
    ),
    "cut in a character": concat(encoder.encode(`${open}${rest}"surplus":"`), [0xf0, 0x9f]),
    "UTF-16 with BOM": concat([0xff, 0xfe], ...Array.from(good, (sign) => [sign.charCodeAt(0), 0])),
    "gzip without saying so": concat([0x1f, 0x8b, 8, 0, 0, 0, 0, 0], encoder.encode(good)),
  };
  const types: Record<string, Record<string, string>> = {
    "no Content-Type": {},
    "text/plain": { "content-type": "text/plain" },
    "a form's Content-Type": { "content-type": "application/x-www-form-urlencoded" },
    "nonsense as Content-Type": { "content-type": ";;;=" },
    "JSON in a parameter": { "content-type": 'text/html; charset="application/json"' },
    "a name that begins like JSON": { "content-type": "application/jsonnet" },
  };
  return [
    ...Object.entries(texts).map(([name, body]) => ({ name, body, headers: JSON_TYPE })),
    ...Object.entries(bytes).map(([name, body]) => ({ name, body, headers: JSON_TYPE })),
    ...Object.entries(types).map(([name, headers]) => ({
      name,
      headers,
      body: encoder.encode(good),
    })),
  ];
}

/** Bodies that are no good form, for routes that take forms. */
export function listBadForms(rule: BodyRule): BadBody[] {
  if (!rule.encodings.includes("form")) return [];
  const form = (boundary: string, body: string): Omit<BadBody, "name"> => ({
    headers: { "content-type": `multipart/form-data${boundary}` },
    body: encoder.encode(body),
  });
  const part = '--b\r\nContent-Disposition: form-data; name="surplus"\r\n\r\n';
  return [
    { name: "form without boundary", ...form("", `${part}1\r\n--b--\r\n`) },
    { name: "form with another boundary", ...form("; boundary=c", `${part}1\r\n--b--\r\n`) },
    { name: "form that never ends", ...form("; boundary=b", `${part}1`) },
    { name: "empty form", ...form("; boundary=b", "--b--\r\n") },
    { name: "form without a byte", ...form("; boundary=b", "") },
    { name: "part without a name", ...form("; boundary=b", "--b\r\n\r\n1\r\n--b--\r\n") },
    {
      name: "part with endless headers",
      ...form("; boundary=b", `--b\r\n${"X-A: b\r\n".repeat(20_000)}\r\n1\r\n--b--\r\n`),
    },
  ];
}

function concat(...parts: (Uint8Array | number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? "undefined").slice(0, 40);
}
