import { expect, it } from "vitest";
import { httpProblem } from "./http-expectation.ts";

const answer = (status: number, body = "", isWhole = true) => ({ kind: "answer", status, body, isWhole }) as const;

it("takes any status below 400 where none is named, and exactly the one that is", () => {
  expect(httpProblem({}, answer(302))).toBeNull();
  expect(httpProblem({}, answer(404))).toBe("answered 404, expected a status below 400");
  expect(httpProblem({ status: 503 }, answer(503))).toBeNull();
  expect(httpProblem({ status: 200 }, answer(302))).toBe("answered 302, expected 200");
});

it("looks for the text, and says when it has not seen all of the body", () => {
  expect(httpProblem({ contains: "ok" }, answer(200, "all ok"))).toBeNull();
  expect(httpProblem({ contains: "ok" }, answer(200, "no"))).toBe('answered 200 without "ok"');
  expect(httpProblem({ contains: "ok" }, answer(200, "no", false))).toContain("in the beginning of its body");
  expect(httpProblem({}, { kind: "none", why: "no answer within 1 s" })).toBe("no answer within 1 s");
});
