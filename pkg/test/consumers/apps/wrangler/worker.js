// A worker of the edge: a report on what each request carries.
import { fingerprint } from "expatch";

export default {
  fetch: async ({ body }) => Response.json(await fingerprint(body, { asOf: "2026-11-23" })),
};
