export default {
  dialect: "sqlite",
  schema: [
    "./edge/adapters/d1/schema.ts",
    "./edge/adapters/d1/schema-fleet.ts",
    "./edge/adapters/d1/schema-audit.ts",
    "./edge/adapters/d1/schema-job-inputs.ts",
    "./edge/adapters/d1/schema-outbox.ts",
    "./edge/adapters/d1/schema-short-lived.ts",
    "./edge/adapters/d1/schema-uploads.ts",
    "./edge/adapters/d1/schema-velocity.ts",
    "./edge/adapters/d1/schema-webhooks.ts",
  ],
  out: "./migrations",
};
