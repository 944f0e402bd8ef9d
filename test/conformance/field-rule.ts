import fc from "fast-check";

/** What a field may hold, as far as bad values can be made from it. */
export type FieldRule = {
  /** True: a body without it is refused. */
  required?: boolean;
  /** True: null is as good as absent. */
  nullable?: boolean;
  /** Further values that must be accepted, beside the one in the valid body. */
  accepts?: readonly unknown[];
  /** Further values that must be refused, which the rule itself does not tell. */
  refuses?: readonly unknown[];
} & (
  | { type: "string"; minimumLength?: number; maximumLength?: number }
  | { type: "choice"; choices: readonly (string | number)[] }
  | { type: "number"; minimum: number; maximum: number; integer?: boolean }
  | { type: "boolean" }
  /** The one file of a form. */
  | { type: "file" }
  | { type: "list"; items: FieldRule; minimumLength?: number; maximumLength?: number }
  /** `closed`: a field it does not name is refused; else such a field changes nothing. */
  | { type: "object"; fields: Record<string, FieldRule>; closed?: boolean }
);

/** A field and where in the body it is. */
export type PlacedRule = { path: readonly string[]; rule: FieldRule };

/** Every field of a body, those of nested objects included. */
export function listFields(rule: FieldRule, path: readonly string[] = []): PlacedRule[] {
  if (rule.type !== "object") return [];
  return Object.entries(rule.fields).flatMap(([name, field]) => {
    const place = [...path, name];
    return [{ path: place, rule: field }, ...listFields(field, place)];
  });
}

/** Values of every other JSON type. */
const OTHER_TYPES: Record<FieldRule["type"], readonly unknown[]> = {
  string: [0, 1.5, true, [], ["a"], {}, { length: 1 }],
  choice: [true, [], {}, -1, 1e300],
  number: ["", "1", "ten", true, [], [1], {}],
  boolean: ["", "maybe", 0, 2, [], {}],
  file: ["", "a", new File([], "empty.mp4")],
  list: [0, true, {}, { 0: "a", length: 1 }],
  object: ["", 0, true, [], [{}]],
};

/** Values the rule refuses: other types, null, and both sides of every bound. */
export function listBadValues(rule: FieldRule): unknown[] {
  const values = [...OTHER_TYPES[rule.type], ...(rule.refuses ?? [])];
  if (rule.nullable !== true) values.push(null);
  switch (rule.type) {
    case "string":
      if ((rule.minimumLength ?? 0) > 0) values.push("", " \t\n");
      if (rule.maximumLength !== undefined) {
        values.push("a".repeat(rule.maximumLength + 1), "é".repeat(200_000));
      }
      break;
    case "choice":
      values.push("", "no-such-choice", "__proto__", "constructor", "a".repeat(100_000));
      for (const choice of rule.choices) values.push(`${choice} `, [choice]);
      break;
    case "number":
      values.push(...outsideOf(rule.minimum, rule.maximum), 1e308, -1e308);
      if (rule.integer === true) values.push(rule.minimum + 0.5);
      break;
    case "list": {
      const item = listGoodItems(rule.items)[0];
      const minimum = rule.minimumLength ?? 0;
      if (minimum > 0) values.push(Array.from({ length: minimum - 1 }, () => item));
      if (rule.maximumLength !== undefined) {
        values.push(Array.from({ length: rule.maximumLength + 1 }, () => item));
      }
      values.push(...listBadValues(rule.items).map((bad) => [bad]));
      break;
    }
    case "object":
    case "boolean":
    case "file":
      break;
  }
  return values;
}

/** Generated values that the rule refuses; the listed ones are among them. */
export function badValues(rule: FieldRule): fc.Arbitrary<unknown> {
  const listed = fc.constantFrom(...listBadValues(rule));
  switch (rule.type) {
    case "string":
      return fc.oneof(listed, numbers, fc.boolean(), fc.array(fc.jsonValue()), objects);
    case "choice":
      return fc.oneof(
        listed,
        fc.string({ unit: "binary" }).filter((text) => !rule.choices.includes(text)),
        fc.array(fc.jsonValue()),
        objects,
      );
    case "number":
      return fc.oneof(
        listed,
        fc.string(),
        fc.array(fc.jsonValue()),
        // Compared, since -0 counts as below 0 but is written like it.
        fc.double({ ...FINITE, min: rule.maximum }).filter((value) => value > rule.maximum),
        fc.double({ ...FINITE, max: rule.minimum }).filter((value) => value < rule.minimum),
      );
    case "boolean":
      return fc.oneof(listed, fc.array(fc.jsonValue()), objects);
    case "file":
      return listed;
    case "list":
      return fc.oneof(listed, numbers, objects);
    case "object":
      return fc.oneof(listed, numbers, fc.array(fc.jsonValue()));
  }
}

/** JSON writes NaN and the infinities as null, which a field may take. */
const FINITE = { noNaN: true, noDefaultInfinity: true };

const numbers = fc.double(FINITE);
const objects = fc.dictionary(fc.string(), fc.jsonValue());

function outsideOf(minimum: number, maximum: number): number[] {
  const below = [minimum - 1, minimum - 1e-6];
  return [...below, maximum + 1, ...(maximum < 1e9 ? [maximum + 1e-6] : [])];
}

function listGoodItems(rule: FieldRule): readonly unknown[] {
  if (rule.accepts !== undefined) return rule.accepts;
  if (rule.type === "choice") return rule.choices;
  return ["a"];
}
