// Which part may import which. docs: "Data flows one way: dialects → domain → ports".
// The swc parser is not optional: with TypeScript 7 the default one silently reads nothing.

const { Visitor } = require("@swc/core/Visitor.js");

// The visitor is older than `using` declarations and throws at them: read them as `const`.
for (const method of ["visitStatement", "visitPattern"]) {
  const visit = Visitor.prototype[method];
  Visitor.prototype[method] = function visitKnownOrUsing(node) {
    if (node?.type !== "UsingDeclaration") return visit.call(this, node);
    node.decls = this.visitVariableDeclarators(node.decls);
    return node;
  };
}

const anyPlatform = "^(node:|cloudflare:)";
const purePackages = "node_modules/(zod|jose)/";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "contracts-stand-alone",
      comment: "contracts are shared by both sides: no side, no platform",
      severity: "error",
      from: { path: "^contracts/" },
      to: { path: ["^(edge|gpu-node|scripts|test|bench)/", anyPlatform] },
    },
    {
      name: "contracts-no-platform-modules",
      comment: "Node.js modules, also when named without node:",
      severity: "error",
      from: { path: "^contracts/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "edge-not-gpu-node",
      comment: "the two sides meet only in contracts",
      severity: "error",
      from: { path: "^edge/" },
      to: { path: "^(gpu-node|scripts|test|bench)/" },
    },
    {
      name: "gpu-node-not-edge",
      comment: "the two sides meet only in contracts",
      severity: "error",
      from: { path: "^gpu-node/" },
      to: { path: ["^(edge|scripts|test|bench)/", "^cloudflare:"] },
    },
    {
      name: "domain-imports-itself-and-contracts",
      comment: "the domain knows no HTTP, no database library and no platform",
      severity: "error",
      from: { path: "^edge/domain/" },
      to: { pathNot: ["^edge/domain/", "^contracts/", purePackages] },
    },
    {
      name: "dialects-are-thin",
      comment: "a dialect parses, calls the domain and presents",
      severity: "error",
      from: { path: "^edge/dialects/" },
      to: {
        path: ["^edge/(adapters|objects)/", "^edge/(composition|index)\\.ts$", "^cloudflare:"],
      },
    },
    {
      name: "dialects-apart",
      comment: "no dialect imports another",
      severity: "error",
      from: { path: "^edge/dialects/([^/]+)/" },
      to: { path: "^edge/dialects/([^/]+)/", pathNot: "^edge/dialects/$1/" },
    },
    {
      name: "http-knows-no-implementation",
      comment: "HTTP helpers work with domain and contracts, whatever the dialect",
      severity: "error",
      from: { path: "^edge/http/" },
      to: {
        path: [
          "^edge/(adapters|objects|dialects|pages)/",
          "^edge/(composition|index|app)\\.ts$",
          "^cloudflare:",
        ],
      },
    },
    {
      name: "adapters-implement-ports",
      comment: "adapters see the domain's ports and contracts, never who calls them",
      severity: "error",
      from: { path: "^edge/adapters/" },
      to: {
        path: ["^edge/(dialects|http|objects|pages)/", "^edge/(composition|index|app)\\.ts$"],
      },
    },
    {
      name: "objects-are-shells",
      comment: "Durable Objects hold domain and adapters together and serve no dialect",
      severity: "error",
      from: { path: "^edge/objects/" },
      to: { path: ["^edge/(dialects|http|pages)/", "^edge/(index|app)\\.ts$"] },
    },
    {
      name: "composition-reads-env",
      comment: "Env becomes ports in one place",
      severity: "error",
      from: { path: "^edge/", pathNot: "^edge/((index|composition|env)\\.ts$|objects/)" },
      to: { path: "^edge/(env|composition)\\.ts$" },
    },
    {
      name: "resolvable",
      comment: "an import that leads nowhere is checked by no rule",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: ["^cloudflare:", "^bun:"] },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|test/fixtures)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
