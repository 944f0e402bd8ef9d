import { parseArgs } from "node:util";
import { mutants } from "./mutants/list.ts";
import { type Verdict, Workshop } from "./mutants/workshop.ts";

/**
 * Puts small faults into production files, one at a time, and runs the unchanged tests: each fault
 * must turn one red. Ends with one line of JSON, and fails when a mutant survives or cannot be
 * tried, or when the tests are red without any.
 */
const { values } = parseArgs({ options: { only: { type: "string" }, jobs: { type: "string" } } });
const wanted = mutants.filter(({ breaks }) => breaks.includes(values.only ?? ""));
const workshopCount = Math.max(1, Number(values.jobs ?? "2"));
const verdicts: Record<Verdict, number> = { killed: 0, survived: 0, invalid: 0 };

const workshops = await Promise.all(
  Array.from({ length: workshopCount }, (_, index) => Workshop.open(index + 1)),
);
const [first] = workshops;
if (!first || !(await first.isSound())) {
  console.error("The tests are red without any mutant: nothing can be said about mutants.");
  process.exit(1);
}
const queue = wanted.values();
await Promise.all(
  workshops.map(async (workshop) => {
    for (const mutant of queue) {
      const verdict = await workshop.judge(mutant);
      verdicts[verdict] += 1;
      console.log(`${verdict.padEnd(8)} ${mutant.breaks}  (${mutant.file})`);
    }
  }),
);
await Workshop.clear();
console.log(JSON.stringify({ mutants: wanted.length, ...verdicts }));
process.exitCode = verdicts.killed === wanted.length ? 0 : 1;
