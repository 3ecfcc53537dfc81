import { defineConfig } from "vitest/config";

const slow = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.ts"] } },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          ...slow,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: "architecture", include: ["test/architecture/**/*.test.ts"], ...slow } },
      { test: { name: "packaging", include: ["test/packaging/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
});
