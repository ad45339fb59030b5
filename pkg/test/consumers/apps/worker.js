// A worker of the edge: one answer for every request.
import { answer } from "./answer.js";

export default { fetch: async () => new Response(await answer()) };
