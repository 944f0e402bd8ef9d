export default { dialect: "sqlite", schema: "./edge/adapters/d1/schema.ts", out: "./migrations" };
