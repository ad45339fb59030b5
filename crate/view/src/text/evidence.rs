//! The evidence, quoted: channel, number, what the place can tell.

use crate::paper::Paper;
use crate::paper::Piece;
use crate::paper::Role;
use crate::safe::printable;
use crate::words::Words;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use expatch::report::EvidenceView;
use expatch::report::Server;

pub(super) fn write(paper: &mut Paper, server: &Server, words: &Words) {
    if server.evidence.is_empty() {
        return;
    }
    super::heading(paper, words.rests_on, None);
    let rows: Vec<Vec<Piece>> = server.evidence.iter().map(|piece| row(piece, words)).collect();
    paper.table(4, &rows);
    // The same place has the same meaning; say it once.
    let mut said: Vec<&str> = Vec::new();
    for piece in &server.evidence {
        if !piece.meaning.is_empty() && !said.contains(&piece.meaning.as_str()) {
            said.push(&piece.meaning);
            let lead = [(Role::Faint, format!("{}: ", piece.channel))];
            paper.paragraph(4, &lead, Role::Faint, &piece.meaning);
        }
    }
}

fn row(piece: &EvidenceView, words: &Words) -> Vec<Piece> {
    let number = match (&piece.build, &piece.prefix) {
        (Some(build), _) => build.to_string(),
        (None, Some(prefix)) => prefix.to_string(),
        (None, None) => String::new(),
    };
    let place = format!("{} {}–{}", words.bytes, piece.start, piece.end);
    vec![
        (Role::Plain, piece.channel.into()),
        (Role::Strong, number),
        (Role::Plain, words.precision(piece.precision).into()),
        (Role::Faint, place),
        (Role::Plain, format!("“{}”", printable(&piece.text))),
    ]
}
