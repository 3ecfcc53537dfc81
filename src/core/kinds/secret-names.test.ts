import { expect, test } from "vitest";
import { isSecretSetting } from "./secret-names.ts";

test.each(["app.jwt_secret", "app.settings.service_role_key", "app.smtp_pass", "pgrst.db_uri", "App.DSN"])(
  "%s may hold a secret",
  (name) => expect(isSecretSetting(name)).toBe(true),
);

test.each(["password_encryption", "session_authorization", "row_security", "search_path", "app.tenant", "app.row_security"])(
  "%s holds none",
  (name) => expect(isSecretSetting(name)).toBe(false),
);
