/** The demo's little application: the migrations of a mail product, of which production has only the first two. */

/** One migration file. */
export interface DemoMigration {
  readonly file: string;
  readonly sql: string;
  /** Already in production when the demo begins. */
  readonly inProduction: boolean;
}

/** In order. */
export const demoMigrations: readonly DemoMigration[] = [
  {
    file: "20251003090000_initial.sql",
    inProduction: true,
    sql: `-- Migration: Accounts
-- Date: 2025-10-03
-- Safe to run: YES (additive only)

CREATE TYPE plan AS ENUM ('free', 'team');
CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name varchar(80),
  plan plan NOT NULL DEFAULT 'free',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE VIEW team_users AS SELECT id, email FROM users WHERE plan = 'team';

-- Rollback (if needed):
-- DROP VIEW team_users;
-- DROP TABLE users;
-- DROP TYPE plan;
`,
  },
  {
    file: "20251010090000_email_accounts.sql",
    inProduction: true,
    sql: `-- Migration: Connected mail accounts
-- Date: 2025-10-10
-- Safe to run: YES (additive only)

CREATE TABLE email_accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  address text NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused')),
  token varchar(200)
);
CREATE INDEX email_accounts_user ON email_accounts (user_id);

-- Rollback (if needed):
-- DROP TABLE email_accounts;
`,
  },
  {
    file: "20251017090000_email_messages.sql",
    inProduction: false,
    sql: `-- Migration: Messages and threads
-- Date: 2025-10-17
-- Safe to run: YES (additive only)

CREATE TABLE email_threads (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES email_accounts (id),
  subject text
);
CREATE TABLE email_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  thread_id bigint NOT NULL REFERENCES email_threads (id),
  body text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX email_messages_thread ON email_messages (thread_id, received_at DESC);

-- Rollback (if needed):
-- DROP TABLE email_messages;
-- DROP TABLE email_threads;
`,
  },
  {
    file: "20251024090000_longer_tokens.sql",
    inProduction: false,
    sql: `-- Migration: Tokens of any length, a third plan
-- Date: 2025-10-24
-- Safe to run: WITH CARE (type change)

ALTER TYPE plan ADD VALUE 'business';
ALTER TABLE email_accounts ALTER COLUMN token TYPE text;

-- Rollback (if needed):
-- ALTER TABLE email_accounts ALTER COLUMN token TYPE varchar(200);
`,
  },
];

/** What somebody did to production by hand one evening: no migration knows of it. */
export const demoHotFix = `
ALTER TABLE users ALTER COLUMN name TYPE varchar(120);
CREATE INDEX users_created ON users (created_at);
`;

/** The file that the demo writes to undo the hot fix, once somebody has decided. */
export const demoRepair: DemoMigration = {
  file: "20251031090000_adopt_production.sql",
  inProduction: false,
  sql: `-- Migration: Adopt what production has: longer names, an index by age
-- Date: 2025-10-31
-- Safe to run: YES (dev only; production has both)

ALTER TABLE users ALTER COLUMN name TYPE varchar(120);
CREATE INDEX IF NOT EXISTS users_created ON users (created_at);

-- Rollback (if needed):
-- DROP INDEX users_created;
-- ALTER TABLE users ALTER COLUMN name TYPE varchar(80);
`,
};
