import { deploy, rehearseDeployment } from "./deployment/deploy.ts";
import { deployUsage, readDeployOptions } from "./deployment/deploy-options.ts";
import { createWrangler } from "./deployment/wrangler.ts";
import { stopSignal } from "./local/stop-signal.ts";
import { waitForHealth } from "./local/wait-for-health.ts";

/** A new domain needs its certificate first. */
const healthLimitSeconds = 180;

const stopping = stopSignal();
try {
  const options = readDeployOptions(process.argv.slice(2), process.env);
  const wrangler = createWrangler();
  const say = (line: string) => console.log(line);
  if (options === "help") say(deployUsage);
  else if (options.dryRun) await rehearseDeployment(options, { wrangler, say });
  else {
    await deploy(options, {
      wrangler,
      accountId: process.env["CLOUDFLARE_ACCOUNT_ID"],
      waitUntilHealthy: (origin) => waitForHealth(origin, healthLimitSeconds, stopping),
      say,
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();
