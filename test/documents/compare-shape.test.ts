import { describe, expect, test } from "vitest";
import { compareShape } from "./compare-shape.ts";
import { readExample } from "./read-example.ts";

const example = {
  id: "a",
  progress: 5,
  url: null,
  jobs: [{ id: "b", done: true }],
  parameters: {},
};

describe("an answer is compared with a document's example", () => {
  test("other values of the same shape are no difference", () => {
    const answer = {
      id: "x",
      progress: 0.5,
      url: null,
      jobs: [
        { id: "", done: false },
        { id: "c", done: true },
      ],
      parameters: { time: "dawn", colours: ["red"] },
    };
    expect(compareShape(example, answer)).toEqual([]);
  });

  test.for([
    [{ ...example, progress: "5" }, "progress is string, the document has number"],
    [{ ...example, extra: 1 }, "extra is not in the document"],
    [{ ...example, url: "https://a" }, "url is string, the document has null"],
    [{ ...example, id: null }, "id is null, the document has string"],
    [{ ...example, id: undefined }, "id is undefined, the document has string"],
    [{ ...example, jobs: { 0: {} } }, "jobs is object, the document has list"],
    [{ ...example, jobs: [] }, "jobs is empty, the document has items"],
    [
      { ...example, jobs: [{ id: "b", done: true }, { id: "c" }] },
      "item 1: jobs[].done is missing",
    ],
    [
      { ...example, jobs: [{ id: "b", done: true, epoch: 1 }] },
      "item 0: jobs[].epoch is not in the document",
    ],
    [[example], "the whole is list, the document has object"],
    [null, "the whole is null, the document has object"],
    ["text", "the whole is string, the document has object"],
  ] as const)("%j", ([answer, difference]) => {
    expect(compareShape(example, answer)).toEqual([difference]);
  });

  test("a missing key is a difference", () => {
    const { progress: _progress, ...rest } = example;
    expect(compareShape(example, rest)).toEqual(["progress is missing"]);
  });

  test("a key of Object's prototype is no key of the answer", () => {
    expect(compareShape({ constructor: {} }, {})).toEqual(["constructor is missing"]);
  });

  test("differences that are allowed are named one by one", () => {
    const answer = { id: "x", seq: 1, url: "https://a", jobs: [], parameters: 5 };
    expect(
      compareShape(example, answer, {
        extra: ["seq"],
        missing: ["progress", "jobs[]"],
        nullable: ["url"],
        free: ["parameters"],
      }),
    ).toEqual([]);
    expect(compareShape(example, { ...answer, epoch: 1 }, { extra: ["seq"] })).toContain(
      "epoch is not in the document",
    );
  });

  test("each item may be like another one of the example's", () => {
    const mixed = [{ a: 1 }, { b: "2" }];
    expect(compareShape(mixed, [{ b: "x" }, { a: 0 }, { b: "y" }])).toEqual([]);
    expect(compareShape(mixed, [{ c: 1 }])).not.toEqual([]);
  });
});

describe("a document's JSON block is read", () => {
  test("with comments, trailing commas, alternatives and what is left open", () => {
    const block = `{
      "status": "PENDING" | "IN_PROGRESS" | "FAILED",  // one of these
      "url": "https://a/b", /* two
      lines */
      "dots": ["...", "a, ]"],
      "jobs": [ { "id": "job_0" },
        // ...more jobs
      ],
      "result": { ... },
    }`;
    expect(readExample(block)).toEqual({
      status: "PENDING",
      url: "https://a/b",
      dots: ["...", "a, ]"],
      jobs: [{ id: "job_0" }],
      result: {},
    });
  });

  test("and what is no JSON at all is not", () => {
    expect(() => readExample('{ "a": }')).toThrow(SyntaxError);
  });
});
