/**
 * The workflow for GitHub Actions that `init` writes: an audit every day, lint on pull requests, and the train as a job that a person starts
 * and another one approves. Whatever comes from outside travels by environment, never inside a script's text.
 */

import type { PackageManager, RepositorySurvey } from "../../core/release/repository-survey.ts";
import { dopplerToken } from "./init-config.ts";

/** How each package manager installs, and runs a program that is installed: never one that it would have to fetch. */
const managers: Readonly<Record<PackageManager, { readonly install: readonly string[]; readonly run: string }>> = {
  npm: { install: ["npm ci"], run: "npx --no-install lockstep" },
  pnpm: { install: ["corepack enable", "pnpm install --frozen-lockfile"], run: "pnpm exec lockstep" },
  yarn: { install: ["corepack enable", "yarn install --immutable"], run: "yarn lockstep" },
  bun: { install: ["npm install --global bun", "bun install --frozen-lockfile"], run: "bunx --no-install lockstep" },
};

/** What the workflow is about. */
export interface WorkflowPlaces {
  /** The migrations folder, relative to the configuration. */
  readonly dir: string;
  /** The environment that trains go to. */
  readonly target: string;
}

/** The text of `.github/workflows/lockstep.yml`. */
export function initWorkflow(survey: RepositorySurvey, { dir, target }: WorkflowPlaces): string {
  const { run } = managers[survey.packageManager ?? "npm"];
  const at = survey.fromRoot === "" ? "" : `${survey.fromRoot}/`;
  const paths = [`${at}${dir}/**`, ...survey.schema.map((path) => (/\.[mc]?[jt]s$/.test(path) ? at + path : `${at}${path}/**`))];
  const steps = checkoutSteps(survey);
  return `# Written by lockstep init, and yours from now on.
#
# Secrets (Settings, Secrets and variables, Actions): ${secretNames(survey).join(", ")}.
# The job "sync" waits for the environment "${target}" (Settings, Environments): add the people who approve as its reviewers.
name: lockstep

on:
  schedule:
    - cron: "17 6 * * *"
  pull_request:
    paths:
${paths.map((path) => `      - ${JSON.stringify(path)}`).join("\n")}
  workflow_dispatch:

permissions:
  contents: read
${survey.fromRoot === "" ? "" : `\ndefaults:\n  run:\n    working-directory: ${JSON.stringify(survey.fromRoot)}\n`}
jobs:
  # Drift between the databases, and trains that are overdue: either turns the run red.
  audit:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 15
${secretLines(survey, 4)}
    steps:
${steps}
      - run: ${run} audit --format github
      - if: "!cancelled()"
        run: ${run} status

${lintJob(steps, run, at)}
${syncJobs(survey, { dir, target }, steps, run)}`;
}

function checkoutSteps({ packageManager }: RepositorySurvey): string {
  const { install } = managers[packageManager ?? "npm"];
  return `      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 22
${install.map((line) => `      - run: ${line}`).join("\n")}`;
}

/** The variables that hold the environments' URLs, or the tokens that lead to them. */
function secretNames({ environments }: RepositorySurvey): readonly string[] {
  const names = environments.map(({ url }) => (url.kind === "doppler" ? dopplerToken(url.config) : url.name));
  const usual = ["DATABASE_URL", "PRODUCTION_DATABASE_URL"];
  // where a place says nothing of an environment, the usual variable is asked
  const missing =
    environments.length === 0 ? usual : environments.some(({ name }) => name === "production") ? [] : usual.slice(1);
  return [...new Set([...names, ...missing])];
}

function secretLines(survey: RepositorySurvey, indent: number): string {
  const space = " ".repeat(indent);
  const lines = secretNames(survey).map((name) => `${space}  ${name}: \${{ secrets.${name} }}`);
  return [`${space}env:`, ...lines].join("\n");
}

// A pull request from a fork has no rights to write: then the two steps that need some fail, and the verdict of lint stays.
function lintJob(steps: string, run: string, at: string): string {
  return `  # What the pull request's migrations lock, cost and break: in the log, in code scanning, and in one comment that is kept up to date.
  lint:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      pull-requests: write
      security-events: write
    steps:
${steps}
      - run: ${run} lint --fail-on high --out lockstep-lint.sarif --out lockstep-lint.md
      - if: "!cancelled()"
        continue-on-error: true
        uses: github/codeql-action/upload-sarif@v4
        with:
          sarif_file: ${at}lockstep-lint.sarif
          category: lockstep
      - if: "!cancelled()"
        continue-on-error: true
        uses: actions/github-script@v8
        env:
          REPORT: ${at}lockstep-lint.md
        with:
          script: |
            const { existsSync, readFileSync } = require("node:fs");
            if (!existsSync(process.env.REPORT)) return;
            const marker = "<!-- lockstep-lint -->";
            const body = \`\${marker}\\n\${readFileSync(process.env.REPORT, "utf8").slice(0, 60000)}\`;
            const issue = { ...context.repo, issue_number: context.issue.number };
            const comments = await github.paginate(github.rest.issues.listComments, issue);
            const mine = comments.find((comment) => comment.body?.startsWith(marker));
            if (mine) await github.rest.issues.updateComment({ ...context.repo, comment_id: mine.id, body });
            else await github.rest.issues.createComment({ ...issue, body });
`;
}

function syncJobs(survey: RepositorySurvey, { dir, target }: WorkflowPlaces, steps: string, run: string): string {
  const report = "lockstep-plan.json";
  return `  # The train, started by hand. This job shows what would ride; its hash is what the next one is approved for.
  plan:
    if: github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    outputs:
      hash: \${{ steps.hash.outputs.hash }}
${secretLines(survey, 4)}
    steps:
${steps}
      - run: ${run} sync ${target} --dry-run --no-input --format json --out ${report}
      - id: hash
        run: node -e 'console.log("hash=" + (JSON.parse(require("node:fs").readFileSync("${report}", "utf8")).data.planHash ?? ""))' >> "$GITHUB_OUTPUT"

  # Another plan than the approved one is refused, also when it is another one because production has changed in between.
  sync:
    needs: plan
    if: needs.plan.outputs.hash != ''
    runs-on: ubuntu-latest
    timeout-minutes: 120
    environment: ${target}
    concurrency:
      group: lockstep-${target}
      cancel-in-progress: false
    permissions:
      contents: write
${secretLines(survey, 4)}
      PLAN: \${{ needs.plan.outputs.hash }}
    steps:
${steps}
      - run: ${run} sync ${target} --approve "$PLAN" --no-input
      # The applied log and the evidence belong into git, also of a train that stopped.
      - if: "!cancelled()"
        run: |
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git add -- ${JSON.stringify(dir)}
          git diff --cached --quiet && exit 0
          git commit --message "lockstep: the log of ${target}"
          git push || git push origin "HEAD:refs/heads/lockstep/log-$GITHUB_RUN_ID"
`;
}
