/** Every part is optional. Secrets are references: they are resolved when a connection is made, and never printed. */

import { defineConfig, doppler, env } from "lockstep";

export default defineConfig({
  schema: "shared/schema.ts",
  migrations: { dir: "db/migrations" },
  environments: {
    dev: { url: doppler("portal", "dev", "DATABASE_URL") },
    staging: { url: env("STAGING_DATABASE_URL") },
    production: {
      url: doppler("portal", "prd", "DATABASE_URL"),
      protected: true,
      roles: { app_dev: "app_prd" },
    },
  },
  ignore: ["table:public.spatial_ref_sys"],
  lookup: ["table:public.currencies"],
});
