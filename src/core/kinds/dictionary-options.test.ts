import { expect, test } from "vitest";
import { dictionaryOptions } from "./dictionary-options.ts";

test("options mean the same in any order", () => {
  const options = dictionaryOptions("stopwords = 'english', language = 'english'");
  expect(options).toEqual({ language: "english", stopwords: "english" });
  expect(JSON.stringify(options)).toBe(JSON.stringify(dictionaryOptions("language = 'english', stopwords = 'english'")));
});

test("a number and the same number in quotes are one value", () => {
  expect(dictionaryOptions("casesensitive = 1")).toEqual(dictionaryOptions("casesensitive = '1'"));
});

test("quotes, commas, equal signs and backslashes are read as text", () => {
  expect(dictionaryOptions(`"A ""b""" = 'x, y = ''z''', path = E'a\\\\b'`)).toEqual({ 'A "b"': "x, y = 'z'", path: "a\\b" });
});

test("a text that does not parse is compared as it is", () => {
  expect(dictionaryOptions("nonsense")).toEqual({ "": "nonsense" });
  expect(dictionaryOptions("a = 'x' b")).toEqual({ "": "a = 'x' b" });
});

test("no options are an empty map", () => {
  expect(dictionaryOptions(null)).toEqual({});
});
