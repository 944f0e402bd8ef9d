import type { OpenApiDocument } from "../../http/openapi-document.ts";
import { curlExample } from "./curl-example.ts";
import { boundsInWords, typeInWords, type ListedOperation, type Schema } from "./operations.ts";
import { Prose } from "./prose.tsx";
import { SchemaTable } from "./schema-table.tsx";

type Properties = { document: OpenApiDocument; listed: ListedOperation };
type Content = Record<string, { schema?: unknown; example?: unknown }>;

/** One operation: what it takes, a line to try it, what it answers. */
export function OperationArticle({ document, listed }: Properties) {
  const { method, path, anchor, operation } = listed;
  const body =
    operation.requestBody && "content" in operation.requestBody ? operation.requestBody : null;
  const find = `${method} ${path} ${operation.summary ?? ""}`.toLowerCase();
  return (
    <article id={anchor} data-find={find}>
      <h3>
        <a href={`#${anchor}`}>{operation.summary}</a>
      </h3>
      <p class="address">
        <span class={`method ${method.toLowerCase()}`}>{method}</span> <code>{path}</code>
      </p>
      {operation.description === undefined ? null : (
        <p>
          <Prose text={operation.description} />
        </p>
      )}
      <p class="facts">Credential: {credentialInWords(operation.security)}</p>
      <div class="columns">
        <div>
          <Parameters document={document} listed={listed} />
          {body ? (
            <Body document={document} title="Body" content={body.content as Content} />
          ) : null}
        </div>
        <div>
          <div class="example">
            <button type="button" data-copy>
              Copy
            </button>
            <pre>
              <code>{curlExample(document, listed)}</code>
            </pre>
          </div>
          <h4>Answers</h4>
          <Answers document={document} listed={listed} />
        </div>
      </div>
    </article>
  );
}

function Parameters({ document, listed }: Properties) {
  const parameters = (listed.operation.parameters ?? []).filter((one) => "name" in one);
  if (parameters.length === 0) return null;
  return (
    <>
      <h4>Parameters</h4>
      <div class="scroll">
        <table>
          <tbody>
            {parameters.map((parameter) => {
              const schema = (parameter.schema ?? {}) as Schema;
              return (
                <tr>
                  <th scope="row">
                    <code>{parameter.name}</code>
                    <small>
                      {parameter.in}
                      {parameter.required ? ", required" : ""}
                    </small>
                  </th>
                  <td>
                    <code>{typeInWords(document, schema)}</code>{" "}
                    <Prose text={parameter.description ?? schema.description} />
                    <small>{boundsInWords(schema)}</small>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Body({
  document,
  title,
  content,
}: {
  document: OpenApiDocument;
  title: string;
  content: Content;
}) {
  return (
    <>
      {Object.entries(content).map(([contentType, { schema, example }]) => (
        <>
          <h4>
            {title} <small>{contentType}</small>
          </h4>
          {schema === undefined ? (
            <p>The bytes.</p>
          ) : (
            <SchemaTable document={document} schema={schema as Schema} />
          )}
          {example === undefined ? null : (
            <pre>
              <code>
                {typeof example === "string" ? example : JSON.stringify(example, null, 2)}
              </code>
            </pre>
          )}
        </>
      ))}
    </>
  );
}

function Answers({ document, listed }: Properties) {
  return (
    <>
      {Object.entries(listed.operation.responses ?? {}).map(([status, answer]) => {
        const response = answer as { description?: string; content?: Content };
        const content = response.content ?? {};
        return (
          <details open={Number(status) < 300}>
            <summary>
              <span class={`status s${status[0]}`}>{status}</span> {response.description}
            </summary>
            <Body document={document} title="Answer" content={content} />
          </details>
        );
      })}
    </>
  );
}

function credentialInWords(security: Record<string, string[]>[] = []): string {
  const names = security.flatMap((requirement) => Object.keys(requirement));
  return names.length === 0 ? "none" : names.join(" or ");
}
