import type { OpenApiDocument } from "../../http/openapi-document.ts";

type PathItem = NonNullable<OpenApiDocument["paths"]>[string];
export type Operation = NonNullable<PathItem["get"]>;
/** A schema as the document has it. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};

/** One operation of the document, with what the page needs to show it. */
export type ListedOperation = {
  method: string;
  path: string;
  /** Anchor on the page. */
  anchor: string;
  operation: Operation;
};

export type OperationGroup = {
  tag: string;
  title: string;
  description: string;
  operations: ListedOperation[];
};

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** The document's operations under their tags, in the document's order. */
export function groupOperations(document: OpenApiDocument): OperationGroup[] {
  const listed = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      return [
        { method: method.toUpperCase(), path, anchor: operation.operationId ?? path, operation },
      ];
    }),
  );
  return (document.tags ?? []).map(({ name, summary, description }) => ({
    tag: name,
    title: summary ?? name,
    description: description ?? "",
    operations: listed.filter(({ operation }) => operation.tags?.includes(name)),
  }));
}

/** A schema with its reference followed, and the name it goes by. */
export function resolveSchema(
  document: OpenApiDocument,
  schema: Schema,
): { schema: Schema; name: string | null } {
  if (schema.$ref === undefined) return { schema, name: null };
  const name = schema.$ref.split("/").at(-1) ?? "";
  const found = document.components?.schemas?.[name] as Schema | undefined;
  return { schema: found ?? {}, name };
}

/** A schema's type in a few words: `string`, `one of a | b`, `Job[]`, `null or integer`. */
export function typeInWords(document: OpenApiDocument, given: Schema): string {
  const { schema, name } = resolveSchema(document, given);
  if (name !== null) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => typeInWords(document, choice)).join(" or ");
  if (schema.items) return `${typeInWords(document, schema.items)}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "any");
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}

/** Bounds and default of a schema in words; empty when there are none. */
export function boundsInWords(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength } = schema;
  const isRange = Math.abs(maximum ?? 0) < Number.MAX_SAFE_INTEGER;
  return [
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `at least ${minimum}` : "",
    maximum !== undefined && isRange ? `at most ${maximum}` : "",
    minLength !== undefined && minLength > 1 ? `at least ${minLength} characters` : "",
    maxLength !== undefined ? `at most ${maxLength} characters` : "",
    schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`,
  ]
    .filter((words) => words !== "")
    .join(", ");
}
