import type { MutationSuite } from "./mutation.ts";

const again = (rest: string) => `drop access method m_access_method; create access method m_access_method ${rest}`;

/** Access methods: every fact once. */
export const accessMethodMutations: MutationSuite = {
  kind: "access-method",
  setup: () => "create access method m_access_method type index handler bthandler;",
  mutations: [
    { name: "for tables", sql: again("type table handler heap_tableam_handler"), expect: { fact: "type" } },
    { name: "another handler", sql: again("type index handler hashhandler"), expect: { fact: "handler" } },
    { name: "dropped", sql: "drop access method m_access_method", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create access method m_access_method_new type table handler heap_tableam_handler",
      expect: { change: "add" },
    },
  ],
};
