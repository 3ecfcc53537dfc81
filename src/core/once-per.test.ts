import { expect, it } from "vitest";
import { oncePer, oncePerPart } from "./once-per.ts";

it("works an answer out once for each subject", () => {
  let asked = 0;
  const lengthOf = oncePer(({ text }: { readonly text: string }) => {
    asked++;
    return text.length;
  });
  const [one, other] = [{ text: "ab" }, { text: "abc" }];
  expect([lengthOf(one), lengthOf(other), lengthOf(one)]).toEqual([2, 3, 2]);
  expect(asked).toBe(2);
});

it("remembers that there is nothing to say", () => {
  let asked = 0;
  const nothing = oncePerPart((_part: object, _whole: string) => {
    asked++;
    return undefined;
  });
  const part = {};
  expect([nothing(part, "a"), nothing(part, "a")]).toEqual([undefined, undefined]);
  expect(asked).toBe(1);
});

it("tells nothing of a subject to its copies, and shows in none of its listings", () => {
  const textOf = oncePer(({ text }: { readonly text: string }) => text);
  const subject = { text: "ab" };
  textOf(subject);
  expect(textOf({ ...subject, text: "cd" })).toBe("cd");
  expect(Reflect.ownKeys({ ...subject })).toEqual(["text"]);
  expect(JSON.stringify(subject)).toBe('{"text":"ab"}');
});
