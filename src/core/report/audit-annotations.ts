/** An audit as workflow annotations: one per difference that is not a part of another one. */

import type { Finding } from "../finding.ts";
import type { ParityChange, ParityReport } from "../parity/parity-report.ts";
import { type ChangeNode, changeTree } from "./change-tree.ts";
import { foldedWords, kindWords, nameWords } from "./change-words.ts";
import { nounOf } from "./count-words.ts";
import { factText } from "./fact-text.ts";
import { type Annotation, githubAnnotations } from "./github-annotations.ts";
import { unicodeGlyphs } from "./glyphs.ts";
import { verdict } from "./verdict.ts";

/** Workflow commands, then the verdict of each pair in plain words for the log. */
export function auditAnnotations(pairs: readonly ParityReport[], findings: readonly Finding[]): string {
  const annotations = [...pairs.flatMap(pairAnnotations), ...findings.map(findingAnnotation)];
  return `${githubAnnotations(annotations, "audit")}${pairs.map((pair) => `${verdict(pair).text}\n`).join("")}`;
}

/** A finding at its place. */
function findingAnnotation({ level, rule, message, file, line, column }: Finding): Annotation {
  return { level, title: rule, message, file, line, column };
}

function pairAnnotations(pair: ParityReport): readonly Annotation[] {
  const title = `${pair.target.name} differs from ${pair.source.name}`;
  const changes = changeTree(pair.changes).flatMap((group) => group.nodes.flatMap((node) => nodeAnnotations(node, pair, title)));
  const checks = pair.parity
    .filter((check) => check.status !== "ok")
    .map(
      ({ check, status, detail }): Annotation => ({
        level: status === "differs" ? "high" : "medium",
        title,
        message: `${nounOf(check)}: ${detail}`,
      }),
    );
  const gaps = pair.notCompared
    .filter((gap) => gap.forWantOfRights === true)
    .map(({ what, why }): Annotation => ({ level: "medium", title: "not compared", message: `${what}: ${why}` }));
  return [...changes, ...checks, ...gaps];
}

function nodeAnnotations(node: ChangeNode, pair: ParityReport, title: string): readonly Annotation[] {
  const children = node.children.flatMap((child) => nodeAnnotations(child, pair, title));
  if (node.change === null) return children;
  const { change } = node;
  const subject = `${kindWords(node)} ${nameWords(node.id, null)}`;
  const message = `${pair.target.name} ${verbs[change.change]} ${subject}${detailOf(node, change)} (${change.risk}: ${change.why})`;
  return [{ level: change.risk, title, message }, ...children];
}

const verbs = { add: "lacks", remove: "alone has", alter: "has another", rename: "has another name for" } as const;

function detailOf(node: ChangeNode, change: ParityChange): string {
  const facts = change.facts.map(({ fact, source, target }) => factText({ fact, from: target, to: source }, unicodeGlyphs));
  const words = [foldedWords(node.folded), ...facts.map((text) => (text.kind === "line" ? text.text : text.name))];
  const known = words.filter((word) => word !== "");
  return known.length === 0 ? "" : `: ${known.join(", ")}`;
}
