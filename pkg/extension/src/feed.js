// The feed that this build asks for newer facts, and whose signatures count
// beside the project's own; build.mjs writes it in.

import { patternsOf } from "./host.js";

/** @type {{ manifest: string, database: string, origins: string[], keys: string[] }} */
export const FEED = globalThis.expatchFeed;

/** What the browser is asked to allow for as long as the feed is read. */
export const patterns = () => FEED.origins.map((origin) => patternsOf(origin).at(0));

/** Whether a host's pattern is the feed's: no Exchange is looked for there. */
export const isFeed = (pattern) => FEED.origins.some((origin) => patternsOf(origin).includes(pattern));
