import type { OpenApiDocument } from "../../http/openapi-document.ts";
import { Prose } from "./prose.tsx";
import { boundsInWords, resolveSchema, typeInWords, type Schema } from "./operations.ts";

type Properties = { document: OpenApiDocument; schema: Schema };

/** A schema's fields as a table; one that is named elsewhere is a link to it. */
export function SchemaTable({ document, schema: given }: Properties) {
  const { schema, name } = resolveSchema(document, given);
  if (name !== null) {
    return (
      <p>
        <a href={`#schema-${name}`}>{name}</a>
      </p>
    );
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices && schema.properties === undefined) {
    return (
      <>
        <p class="facts">One of these:</p>
        {choices.map((choice) => (
          <SchemaTable document={document} schema={choice} />
        ))}
      </>
    );
  }
  if (schema.properties === undefined) {
    return (
      <p>
        <code>{typeInWords(document, schema)}</code> <Prose text={schema.description} />
      </p>
    );
  }
  const required = new Set(schema.required);
  return (
    <div class="scroll">
      <table>
        <tbody>
          {Object.entries(schema.properties).map(([field, fieldSchema]) => (
            <tr>
              <th scope="row">
                <code>{field}</code>
                {required.has(field) ? null : <small>optional</small>}
              </th>
              <td>
                <TypeLink document={document} schema={fieldSchema} />{" "}
                <Prose text={fieldSchema.description} />
                <small>{boundsInWords(fieldSchema)}</small>
                <Nested document={document} schema={fieldSchema} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TypeLink({ document, schema }: { document: OpenApiDocument; schema: Schema }) {
  const target = schema.$ref === undefined ? schema.items : schema;
  const { name } = resolveSchema(document, target ?? {});
  const words = <code>{typeInWords(document, schema)}</code>;
  return name === null ? words : <a href={`#schema-${name}`}>{words}</a>;
}

/** The fields of an object inside a field, folded away. */
function Nested({ document, schema }: { document: OpenApiDocument; schema: Schema }) {
  const inner = schema.items ?? schema;
  const object = [inner, ...(inner.anyOf ?? [])].find((choice) => choice.properties !== undefined);
  if (!object) return null;
  return (
    <details>
      <summary>its fields</summary>
      <SchemaTable document={document} schema={object} />
    </details>
  );
}
