//! What expatch can read: every channel with an example and its precision.

use super::escape;
use super::frame::frame;
use expatch::channel::Channel;
use expatch::evidence::Precision;
use std::fmt::Write as _;

/// The page.
pub(super) fn page() -> String {
    let mut body = String::from(
        "<section>\n<h2>Precision</h2>\n<dl class=\"precisions\">\n\
         <dt>exact</dt><dd>the build itself, with every update</dd>\n\
         <dt>baseline</dt><dd>what the installation started from; a security update laid on it is \
         invisible, so the answer keeps its candidates</dd>\n\
         <dt>floor</dt><dd>the server has at least this build: a component that not every update \
         replaces</dd>\n\
         <dt>product</dt><dd>the product generation</dd>\n\
         <dt>none</dt><dd>that it is Exchange Server, or that it is not; no version</dd>\n</dl>\n\
         </section>\n<section>\n<h2>Channels</h2>\n<div class=\"scroll-x\" tabindex=\"0\" \
         role=\"group\" aria-label=\"Channels\"><table>\n<thead><tr><th scope=\"col\">Channel</th>\
         <th scope=\"col\">At best</th><th scope=\"col\">Example</th><th scope=\"col\">What it can \
         tell</th></tr></thead>\n<tbody>\n",
    );
    for channel in Channel::ALL {
        let _ = writeln!(
            body,
            "<tr id=\"{0}\"><td><a href=\"#{0}\">{0}</a></td><td><span class=\"chip {1}\">{2}\
             </span></td><td><code>{3}</code></td><td>{4}</td></tr>",
            channel.code(),
            tone(channel.precision()),
            channel.precision().code(),
            escape(channel.example()),
            escape(channel.meaning()),
        );
    }
    body.push_str("</tbody>\n</table></div>\n</section>\n");
    frame(
        "What expatch can read",
        "Each kind of place that reveals a version of Exchange Server, how it looks, and how much it \
         can tell. Anything else in a text is passed over.",
        "header, banner, floor, PowerShell",
        &body,
    )
}

fn tone(precision: Precision) -> &'static str {
    match precision {
        Precision::Exact => "tone-good",
        Precision::Baseline | Precision::Floor => "tone-attention",
        _ => "tone-neutral",
    }
}
