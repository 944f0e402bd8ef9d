import { beforeAll, describe, expect, it } from "vitest";
import { call, createCustomer } from "./edge-client.ts";
import { MOVIE, NARRATIVE, withKey, type Customer } from "./narrative-client.ts";

let customer: Customer;
beforeAll(async () => {
  customer = await createCustomer();
});

describe("refusals", () => {
  const refuse = async (path: string, body: object | undefined, message: string | RegExp) => {
    const answer = await call("POST", path, {
      ...withKey(customer),
      ...(body !== undefined && { body }),
    });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { message: typeof message === "string" ? message : expect.stringMatching(message) },
    ]);
  };

  it("have a message for every rule", async () => {
    const narrative = (input: object) => ({ input: { ...NARRATIVE.input, ...input } });
    const path = "/v1/video/create_narrative";
    await refuse(path, {}, "input is required.");
    await refuse(path, { input: [] }, "input must be an object.");
    await refuse(path, { input: { image_model: "FLUX1.1PRO" } }, "prompt_list is required.");
    await refuse(path, narrative({ prompt_list: [] }), "prompt_list must not be empty.");
    await refuse(path, narrative({ prompt_list: " \n " }), "prompt_list must not be empty.");
    const lines = Array.from({ length: 21 }, () => "A line.");
    await refuse(path, narrative({ prompt_list: lines }), "prompt_list must not exceed 20 lines.");
    await refuse(
      path,
      narrative({ prompt_list: ["a".repeat(501)] }),
      "A line of prompt_list must not exceed 500 characters.",
    );
    await refuse(path, narrative({ image_model: undefined }), "image_model is required.");
    await refuse(
      path,
      narrative({ image_model: "RUNWAYML" }),
      /^image_model is not an image model/,
    );
    await refuse(
      path,
      narrative({ video_model: undefined }),
      "video_model is required if add_generative_video is true.",
    );
    await refuse(
      path,
      narrative({ video_model: "FLUX1.1PRO" }),
      /^video_model is not a video model/,
    );
    await refuse(
      path,
      narrative({ provider: "ACME" }),
      /^provider .* Known are: OPENAI, PLAYHT\.$/,
    );
    await refuse(path, narrative({ speaker: "nobody" }), /^speaker .* of OPENAI .*alloy, ash/);
    await refuse(
      path,
      narrative({ aspect_ratio: "21:9" }),
      "aspect_ratio must be one of 16:9, 9:16, 1:1, 4:5.",
    );
    await refuse(
      path,
      narrative({ add_generative_video: "yes" }),
      "add_generative_video must be true or false.",
    );
    await refuse(
      path,
      { ...NARRATIVE, webhookUrl: "http://10.0.0.1/" },
      /^webhookUrl is invalid: /,
    );
    const movie = (input: object) => ({ input: { ...MOVIE.input, ...input } });
    const moviePath = "/create_movie";
    await refuse(moviePath, movie({ prompt: undefined }), "prompt is required.");
    await refuse(moviePath, movie({ prompt: "  " }), "prompt must not be empty.");
    await refuse(
      moviePath,
      movie({ prompt: "a".repeat(501) }),
      "prompt must not exceed 500 characters.",
    );
    await refuse(moviePath, movie({ duration: undefined }), "duration is required.");
    await refuse(moviePath, movie({ duration: "30" }), "duration must be a number of seconds.");
    await refuse(moviePath, movie({ duration: 0 }), "duration must be greater than 0 seconds.");
    await refuse(moviePath, movie({ duration: 121 }), "duration must not exceed 120 seconds.");
    await refuse(moviePath, movie({ video_model: undefined }), "video_model is required.");
  });

  it("tell a missing key from a wrong one, however the header is written", async () => {
    const path = "/v1/video/status?request_id=0193c0de-0000-7000-8000-00000000beef";
    const ask = async (headers: Record<string, string>) =>
      (await drop(await call("GET", path, { headers }))).status;
    expect(await ask({})).toBe(400);
    expect(await ask({ API_KEY: "" })).toBe(400);
    expect(await ask({ API_KEY: "nonsense" })).toBe(401);
    for (const name of ["API_KEY", "api_key", "Api-Key", "API-KEY", "x-api-key"]) {
      expect(await ask({ [name]: customer.apiKey })).toBe(404);
    }
    const missing = await call("GET", "/status", withKey(customer));
    expect([missing.status, await missing.json()]).toEqual([
      400,
      { message: "taskId query parameter is missing." },
    ]);
  });
});

async function drop(answer: Response): Promise<Response> {
  await answer.arrayBuffer();
  return answer;
}
