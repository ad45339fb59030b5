// Other runtimes: Cloudflare's, Deno, Bun.

import assert from "node:assert/strict";
import { join } from "node:path";
import { lend } from "../install.mjs";

const right = /^exploited \w{8} exploited$/m;

export const parts = [
  {
    name: "wrangler, and the workerd that it starts",
    check(place) {
      const { run, folder } = place;
      lend(place, "wrangler");
      const env = {
        ...process.env,
        // It asks nobody where it is, reports nothing and keeps its notes here.
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        WRANGLER_SEND_METRICS: "false",
        XDG_CONFIG_HOME: join(folder, "wrangler-home"),
      };
      const said = run(process.execPath, ["ask.mjs"], { cwd: join(folder, "apps/wrangler"), env });
      assert.match(said, /^200 exploited$/m);
    },
  },
  {
    name: "Deno",
    slow: true,
    check: ({ run, tools, folder }) =>
      assert.match(
        run(join(tools, ".bin/deno"), ["run", "--allow-read", "--node-modules-dir=manual", "apps/node.mjs"], {
          cwd: folder,
          env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
        }),
        right,
      ),
  },
  {
    name: "Bun",
    slow: true,
    check: ({ run, tools, folder }) =>
      assert.match(run(join(tools, ".bin/bun"), ["apps/node.mjs"], { cwd: folder }), right),
  },
];
