import { expect, it } from "vitest";
import { readXml } from "../../../test/support/read-xml.ts";
import { xmlAttribute, xmlContent } from "./xml-text.ts";

it("comes back from a parser as it was, quotes, tags and line ends included", () => {
  const text = `a < b && "c" > 'd' ]]> \t\r\n &amp; 😀 é`;
  expect(readXml(`<x a="${xmlAttribute(text)}">${xmlContent(text)}</x>`)).toMatchObject({ attributes: { a: text }, text });
});

it("spells out what no XML document may hold", () => {
  const text = "\u0000\u001b[2J\ufffe\ud800\u0085";
  expect(xmlContent(text)).toBe("\\u0000\\u001b[2J\\ufffe\\ud800\u0085");
  expect(() => readXml(`<x>${text}</x>`)).toThrow("disallowed character");
  expect(readXml(`<x a="${xmlAttribute(text)}" />`).attributes.a).toContain("\\u001b[2J");
});
