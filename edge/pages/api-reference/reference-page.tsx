import type { OpenApiDocument } from "../../http/openapi-document.ts";
import { OperationArticle } from "./operation-article.tsx";
import { groupOperations, type ListedOperation, type Schema } from "./operations.ts";
import { Prose } from "./prose.tsx";
import { SchemaTable } from "./schema-table.tsx";

type Properties = { document: OpenApiDocument; scriptPath: string; stylesPath: string };

/** The API reference: one page, readable without its script, printable. */
export function ReferencePage({ document, scriptPath, stylesPath }: Properties) {
  const groups = groupOperations(document);
  const schemas = Object.entries(document.components?.schemas ?? {});
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Framefleet API reference</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={stylesPath} />
        <script src={scriptPath} defer />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <nav aria-label="Operations">
          <p class="brand">
            Framefleet <span>API reference</span>
          </p>
          <input
            id="search"
            type="search"
            placeholder="Find an operation"
            aria-label="Find an operation"
            hidden
          />
          <details open>
            <summary>Operations</summary>
            {groups.map((group) => (
              <section>
                <h2>{group.title}</h2>
                <ul>
                  {group.operations.map((listed) => (
                    <li data-find={findable(listed)}>
                      <a href={`#${listed.anchor}`}>
                        <span class={`method ${listed.method.toLowerCase()}`}>{listed.method}</span>
                        <span>{listed.operation.summary}</span>
                      </a>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
            <section>
              <h2>Schemas</h2>
              <ul>
                {schemas.map(([name]) => (
                  <li data-find={name.toLowerCase()}>
                    <a href={`#schema-${name}`}>
                      <span>{name}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          </details>
        </nav>
        <main id="content">
          <header>
            <h1>Framefleet API</h1>
            <p>{document.info.description}</p>
            <p class="facts">
              Version {document.info.version} · <a href="/openapi.json">OpenAPI document</a> · base
              address <code>{document.servers?.[0]?.url}</code>
            </p>
          </header>
          <Credentials document={document} />
          {groups.map((group) => (
            <section class="group">
              <h2>{group.title}</h2>
              <p>{group.description}</p>
              {group.operations.map((listed) => (
                <OperationArticle document={document} listed={listed} />
              ))}
            </section>
          ))}
          <section class="group">
            <h2>Schemas</h2>
            {schemas.map(([name, schema]) => (
              <article id={`schema-${name}`} data-find={name.toLowerCase()}>
                <h3>{name}</h3>
                <SchemaTable document={document} schema={schema as Schema} />
              </article>
            ))}
          </section>
        </main>
      </body>
    </html>
  );
}

function Credentials({ document }: { document: OpenApiDocument }) {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  return (
    <section class="group">
      <h2>Credentials</h2>
      <dl>
        {schemes.map(([name, scheme]) => (
          <>
            <dt>{name}</dt>
            <dd>
              <Prose text={"description" in scheme ? scheme.description : ""} />
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function findable({ method, path, operation }: ListedOperation): string {
  return `${method} ${path} ${operation.summary ?? ""}`.toLowerCase();
}
