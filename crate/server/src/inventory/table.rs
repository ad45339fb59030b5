//! Servers as a CSV file: a header line, then a server a line.

use expatch_store::Draft;

/// Reads drafts; columns by name, in any order, `name` and `evidence` needed,
/// tags parted by spaces or semicolons.
///
/// # Errors
/// The line and what is wrong with it.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Draft>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Spreadsheets of half of Europe write semicolons.
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if head.contains(&b';') && !head.contains(&b',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let names = reader.headers().map_err(|error| error.to_string())?.clone();
    let names: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
    for name in &names {
        if !["name", "organisation", "country", "tags", "evidence"].contains(&name.as_str()) {
            return Err(format!(
                "line 1: no column is called {name:?}; there are name, organisation, country, \
                 tags, evidence"
            ));
        }
    }
    for needed in ["name", "evidence"] {
        if !names.iter().any(|name| name == needed) {
            return Err(format!("line 1: the column {needed} is missing"));
        }
    }
    let mut drafts = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |wanted: &str| {
            let at = names.iter().position(|name| name == wanted);
            at.and_then(|at| record.get(at)).unwrap_or_default()
        };
        let tags = field("tags").split([' ', ';']).filter(|tag| !tag.is_empty());
        let draft = Draft {
            name: field("name").to_owned(),
            organisation: field("organisation").to_owned(),
            country: field("country").to_owned(),
            tags: tags.map(str::to_owned).collect(),
            evidence: field("evidence").to_owned(),
        };
        drafts.push(draft.checked().map_err(|error| format!("line {line}: {error}"))?);
    }
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_is_read_whoever_wrote_it() {
        for text in [
            "name,evidence,tags\nmail,15.1.2507.6,a b\n",
            "\u{feff}Name;Evidence;Country\r\nmail;15.1.2507.6;be\r\n",
            "evidence,name\n\"X-OWA-Version: 15.1.2507.6\nServer: IIS\",mail\n",
        ] {
            let drafts = read(text.as_bytes()).unwrap();
            assert_eq!((drafts.len(), drafts[0].name.as_str()), (1, "mail"));
            assert!(drafts[0].evidence.contains("15.1.2507.6"));
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, part) in [
            ("", "the column name is missing"),
            ("name\nx\n", "the column evidence is missing"),
            ("name,evidence,colour\n", "colour"),
            ("name,evidence\na,1\n,2\n", "line 3: name"),
            ("name,evidence\na\n", "line"),
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }
}
