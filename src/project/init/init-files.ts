/** The files that a repository needs to begin, as texts. None of them is ever written over one that is there. */

import { formatAppliedLog } from "../../core/migration/applied-log.ts";
import type { RepositorySurvey } from "../../core/release/repository-survey.ts";
import { initConfig } from "./init-config.ts";
import { initWorkflow } from "./init-workflow.ts";

/** A file to be. */
export interface InitFile {
  /** Relative to the working folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Appended to one that is there, where it lacks the line; else such a file is kept as it is. */
  readonly isLine: boolean;
  /** What it is for, in a few words. */
  readonly what: string;
}

/** What is known besides the survey; of a configuration that is there already, else the defaults. */
export interface InitPlaces {
  /** Relative to the working folder; null: one is to be written. */
  readonly config: string | null;
  readonly dir: string;
  /** Production's applied log. */
  readonly log: string;
  /** The environment that trains go to. */
  readonly target: string;
  readonly zone: string;
}

const smokeExample = `-- Smoke: the journal of migrations can be read
-- Expect: rows
--
-- Put one file here for each thing that must never break, named after it. A check is a query and what a good answer is:
--   -- Expect: rows | no rows | value 42 | >= 1
-- It runs in a read-only transaction after every apply. \`lockstep smoke production --prove\` shows that it can fail at all.
select j.seq from lockstep.journal j order by j.seq desc limit 1;
`;

/** All of them, in the order in which they are told. */
export function initFiles(survey: RepositorySurvey, places: InitPlaces): readonly InitFile[] {
  const { config, dir, log, target, zone } = places;
  const file = (path: string, text: string, what: string): InitFile => ({ path, text, isLine: false, what });
  const toRoot = survey.toRoot === "" ? "" : `${survey.toRoot}/`;
  const isOnlyGitlab = survey.ci.includes("gitlab") && !survey.ci.includes("github");
  return [
    file(config ?? "lockstep.config.ts", config === null ? initConfig(survey, zone) : "", "the configuration"),
    file(log, formatAppliedLog("Production", []), "what is applied to production, for people and git"),
    ...(survey.smokeFiles > 0 ? [] : [file("smoke/example.sql", smokeExample, "a smoke check to begin with")]),
    ...(isOnlyGitlab
      ? []
      : [
          file(
            `${toRoot}.github/workflows/lockstep.yml`,
            initWorkflow(survey, { dir, target }),
            "audit daily, lint on pull requests, sync by hand",
          ),
        ]),
    { path: ".gitignore", text: "backups/\n", isLine: true, what: "backups stay out of git" },
  ];
}
