import path from "node:path";

/** How files and the process that runs them speak of the common fleet. */
export function commonFleetFiles(sharedFolder: string) {
  const stateFolder = path.join(sharedFolder, "fleet");
  return {
    stateFolder,
    /** Made by the first file that needs the fleet. */
    wish: path.join(sharedFolder, "fleet-wished"),
    /** Written by the fleet when it is ready. */
    deployment: path.join(stateFolder, "local.json"),
    /** Why it could not be started. */
    failure: path.join(sharedFolder, "fleet-failure"),
  };
}
