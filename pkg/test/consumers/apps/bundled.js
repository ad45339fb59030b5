// What a bundler makes of the package, shown in the title of a page.
import { answer } from "./answer.js";

answer().then(
  (text) => {
    document.title = text;
  },
  (error) => {
    document.title = `failed: ${error}`;
  },
);
