import type { BodyRule, DialectEntry, Parameter, Route } from "../entry.ts";
import type { Plan } from "./send.ts";
import type { Party, World } from "./world.ts";

/** A parameter of a router's pattern, with its expression, which may have braces of its own. */
const PATH_PARAMETER = /:(\w+)(\{(?:[^{}]|\{[^{}]*\})*\})?/g;

/** What stands in the variable parts of a path and query, ready for the wire. */
export type Texts = Record<string, string>;

/** Every parameter of a route, those of the path first. */
function parametersOf(route: Route): [name: string, parameter: Parameter][] {
  return [...Object.entries(route.parameters ?? {}), ...Object.entries(route.query ?? {})];
}

export function idParametersOf(route: Route) {
  return parametersOf(route).flatMap(([name, parameter]) =>
    parameter.kind === "id" ? [{ name, parameter }] : [],
  );
}

/** Texts with real ids that belong to the party. */
export async function makeTexts(
  entry: DialectEntry,
  route: Route,
  world: World,
  party: Party,
): Promise<Texts> {
  const texts: Texts = {};
  for (const [name, parameter] of parametersOf(route)) {
    texts[name] =
      parameter.kind === "word"
        ? (parameter.words[0] ?? "")
        : writeId(parameter, await makeId(entry, parameter.of, world, party));
  }
  for (const [text, kind] of Object.entries(route.bodyIds ?? {})) {
    texts[text] = await makeId(entry, kind, world, party);
  }
  return texts;
}

/** The valid body with the ids that it names. */
export function fillIn<Body>(route: Route, texts: Texts, body: Body): Body {
  const names = Object.keys(route.bodyIds ?? {});
  if (names.length === 0) return body;
  return JSON.parse(
    names.reduce((text, name) => text.replaceAll(name, texts[name] ?? ""), JSON.stringify(body)),
  ) as Body;
}

/** The same texts with ids that nothing has. */
export function withUnknownIds(route: Route, texts: Texts, names?: readonly string[]): Texts {
  const changed = idParametersOf(route)
    .filter(({ name }) => names === undefined || names.includes(name))
    .map(({ name, parameter }) => [name, writeId(parameter, makeUuid())] as const);
  return { ...texts, ...Object.fromEntries(changed) };
}

/** A request for the route; `body` replaces the valid one. */
export function planRoute(
  route: Route,
  texts: Texts,
  credential: Record<string, string>,
  body: unknown = route.body?.valid,
): Plan {
  const path = route.path.replace(PATH_PARAMETER, (_match, name: string) => {
    const text = texts[name];
    if (text === undefined) throw new Error(`${route.path}: no parameter is called ${name}`);
    return text;
  });
  const query = Object.keys(route.query ?? {}).map((name) => `${name}=${texts[name]}`);
  const bytes: Pick<Plan, "body" | "headers"> = route.bytes ? { body: route.bytes } : {};
  const encoded = route.body
    ? encodeBody(route.body.encodings[0] ?? "json", fillIn(route, texts, body))
    : bytes;
  return {
    method: route.method,
    path: query.length === 0 ? path : `${path}?${query.join("&")}`,
    ...encoded,
    headers: { ...route.headers, ...encoded.headers, ...credential },
  };
}

export function encodeBody(
  encoding: BodyRule["encodings"][number],
  body: unknown,
): Pick<Plan, "body" | "headers"> {
  if (encoding === "json") {
    return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item instanceof File) form.append(name, item, item.name);
      else form.append(name, String(item));
    }
  }
  return { body: form };
}

/** A credential that the route accepts, and one of the same kind that owns nothing of it. */
export function credentialsOf(route: Route, world: World) {
  switch (route.auth) {
    case "account":
    case "account-or-operator":
    case "media":
      return { insider: world.owner.apiKey, outsider: world.stranger.apiKey };
    case "operator":
      return { insider: world.operatorToken, outsider: world.stranger.apiKey };
    case "node":
      return { insider: world.node.credential, outsider: world.otherNode.credential };
    case "open":
      return { insider: null, outsider: null };
  }
}

/** Headers that carry the credential as the dialect's document shows it. */
export function carry(entry: DialectEntry, credential: string | null): Record<string, string> {
  const spell = entry.credentials[0];
  return credential === null || !spell ? {} : spell(credential);
}

/** A UUID of version 7 that nothing has. */
export function makeUuid(): string {
  const random = crypto.randomUUID();
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

function makeId(entry: DialectEntry, kind: string, world: World, party: Party) {
  const maker = entry.ids[kind];
  if (!maker) throw new Error(`${entry.name} does not say how to make an id of kind ${kind}`);
  return maker(world, party);
}

function writeId(parameter: Extract<Parameter, { kind: "id" }>, id: string): string {
  return encodeURIComponent(parameter.write?.(id) ?? id);
}
