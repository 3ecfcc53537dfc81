/** `npm run coverage`: writes docs/coverage.md. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { coveragePage } from "./coverage-page.ts";

writeFileSync(join(import.meta.dirname, "..", "docs/coverage.md"), coveragePage());
