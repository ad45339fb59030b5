//! What the pages have in common: head, bar, lead, search field, foot.

use super::escape;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// A whole page around `body`, which is HTML; `title` and `lead` are text.
pub(super) fn frame(title: &str, lead: &str, search: &str, body: &str) -> String {
    let [title, lead, search] = [title, lead, search].map(escape);
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{lead}">
<title>{title} · expatch</title>
<link rel="icon" href="icon/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page.css">
<link rel="stylesheet" href="reference.css">
<script src="js/theme.js"></script>
<script src="reference.js" defer></script>
</head>
<body class="wide">
<a class="skip" href="#search">Skip to the search</a>
<header class="bar">
<a class="brand" href="./" aria-label="expatch, the check"><svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M16 2.5 27 6.4v8.7c0 6.9-4.4 11.9-11 14.4C9.4 27 5 22 5 15.1V6.4z"/><path class="brand-tick" d="m10.6 15.9 3.9 3.9 7.2-7.6"/></svg> <span>expatch</span></a>
<nav class="bar-tools" aria-label="Pages"><a href="./">Check</a> <a href="reference.html">Builds</a> <a href="evidence.html">Evidence</a> <a href="package.html">Package</a> <a href="install.html">Install</a></nav>
</header>
<main>
<section class="lead"><h1>{title}</h1><p>{lead}</p></section>
<p class="search"><label for="search">Search</label> <input class="field" type="search" id="search" placeholder="{search}" autocomplete="off" spellcheck="false"> <output class="soft" id="count" for="search"></output></p>
{body}
</main>
<footer class="foot"><p class="fine">Generated from expatch’s facts and source. Not affiliated with Microsoft.</p></footer>
</body>
</html>
"##
    )
}
