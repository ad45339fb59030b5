// Apart from everything else, so that bundlers which need no copy write none out.

// The copy inside the package's JavaScript, for places where a file beside it
// cannot be fetched: bundlers that leave it behind, policies that forbid it.
export async function inlined() {
  const { bytes } = await import("../dist/inline.js");
  return bytes();
}
