import { answer } from "./answer.js";

answer().then((text) => { document.title = text; }, (error) => { document.title = `failed: ${error}`; });
