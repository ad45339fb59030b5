// A page as users of React write one: each way in that a browser has, typed
// strictly. What the package answers stands in one paragraph for each way.

import { ExpatchError, assess, fingerprint, fromDocument, init } from "expatch";
import { StrictMode, useEffect, useReducer } from "react";
import type { Options, Report, Server, SourceOptions } from "expatch";
import { createRoot } from "react-dom/client";

type Way = "response" | "file" | "document" | "text";

const options: Options = { asOf: "2026-11-23", locale: navigator.languages };
const WAYS: readonly Way[] = ["response", "file", "document", "text"];

type Reports = Partial<Record<Way, Report>>;
const added = (earlier: Reports, more: Reports): Reports => ({ ...earlier, ...more });
const shown = ({ build, candidates, verdict }: Server): string => `${build ?? candidates[0]} ${verdict.patched}`;

function App() {
  const [reports, show] = useReducer(added, {});

  useEffect(() => {
    const leaving = new AbortController();
    const bounded: SourceOptions = { ...options, signal: leaving.signal, maxBytes: 1_000_000 };
    fingerprint(fetch("/answer"), bounded).then(
      (response) => show({ response }),
      (error: unknown) => {
        if (!(error instanceof ExpatchError && error.code === "aborted")) throw error;
      },
    );
    return () => leaving.abort();
  }, []);

  const read = async (file: File) => show({ file: await fingerprint(file, options) });
  const look = (page: Document) => show({ document: fromDocument(page, options) });

  return (
    <>
      <input type="file" onChange={({ target: { files } }) => files?.[0] && read(files[0])} />
      <textarea onChange={({ target }) => show({ text: assess(target.value, options) })} />
      <iframe
        title="OWA"
        src="/owa.html"
        onLoad={({ currentTarget: { contentDocument } }) => contentDocument && look(contentDocument)}
      />
      {WAYS.map((way) => (
        <p key={way} id={way}>
          {reports[way]?.servers.map(shown).join()}
        </p>
      ))}
    </>
  );
}

await init();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
