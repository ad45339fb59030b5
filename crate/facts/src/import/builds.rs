//! Microsoft's page "Exchange Server build numbers and release dates", as the
//! markdown of its repository or as the published HTML.

use super::{FoundBuild, ImportError, Reading};
use expatch::Date;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{ElementRef, Html, Selector};

/// A table: where it stands, and rows of cells with text and links.
struct Table {
    place: String,
    rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Default)]
struct Cell {
    text: String,
    link: Option<String>,
}

pub(super) fn read(text: &str) -> Result<Reading<FoundBuild>, ImportError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut tables = if text.starts_with('<') { html(text) } else { markdown(text) };
    let mut reading = Reading::new();
    if !take(&tables, &mut reading) {
        // Markdown may hold its tables as HTML.
        if !text.starts_with('<') && text.contains("<table") {
            tables = html(text);
        }
        if !take(&tables, &mut reading) {
            let what =
                "no table with the columns `Product name`, `Release date` and `Build number`";
            return Err(ImportError::new(format!("{} tables", tables.len()), what));
        }
    }
    Ok(reading)
}

/// Reads the tables of builds; tells whether there was any.
fn take(tables: &[Table], reading: &mut Reading<FoundBuild>) -> bool {
    let mut any = false;
    for table in tables {
        let Some((header, rows)) = table.rows.split_first() else { continue };
        let Some(columns) = by_names(header).or_else(|| by_content(rows)) else { continue };
        any = true;
        for (number, row) in rows.iter().enumerate() {
            let place = format!("{}, row {}", table.place, number + 1);
            reading.take(release(&place, row, columns));
        }
    }
    any
}

/// Which columns hold name, day and build.
type Columns = (usize, usize, usize);

/// The page was set in several ways: what the columns are is in their names.
fn by_names(header: &[Cell]) -> Option<Columns> {
    let names: Vec<String> = header.iter().map(|cell| cell.text.to_lowercase()).collect();
    let column = |words: &[&str]| {
        let fits = |name: &String| words.iter().any(|word| name.contains(word));
        names.iter().position(fits)
    };
    let build = column(&["build"])?;
    let date = column(&["date", "released"])?;
    let name = column(&["product", "release name"])?;
    (name != date && name != build && date != build).then_some((name, date, build))
}

/// Under other names, or none: the columns in which most cells are a day, and
/// four numbers that are some Exchange Server's build; the name is the first of
/// the others.
fn by_content(rows: &[Vec<Cell>]) -> Option<Columns> {
    let width = rows.iter().map(Vec::len).max()?;
    let most = |fits: &dyn Fn(&str) -> bool| {
        (0..width).find(|column| {
            let cells = rows.iter().filter_map(|row| row.get(*column));
            let filled: Vec<_> = cells.filter(|cell| !cell.text.is_empty()).collect();
            let fitting = filled.iter().filter(|cell| fits(&cell.text)).count();
            fitting > 0 && fitting * 2 > filled.len()
        })
    };
    let is_build = |text: &str| {
        let parsed = text.parse::<expatch::Build>();
        parsed.is_ok_and(|build| matches!(build.major(), 4..=15) && text.split('.').count() == 4)
    };
    let build = most(&is_build)?;
    let date = most(&|text| english_day(text).is_some())?;
    let name = (0..width).find(|column| *column != build && *column != date)?;
    Some((name, date, build))
}

fn release(
    place: &str,
    row: &[Cell],
    (name, date, build): (usize, usize, usize),
) -> Result<Option<FoundBuild>, ImportError> {
    let (Some(name), Some(date), Some(build)) = (row.get(name), row.get(date), row.get(build))
    else {
        return Err(ImportError::new(place, "the row has fewer cells than the header"));
    };
    if name.text.is_empty() && build.text.is_empty() {
        return Ok(None);
    }
    if name.text == build.text {
        return Ok(None); // A heading within the table, over all of its columns.
    }
    // The oldest tables have three parts; the facts add a fourth.
    let parts = build.text.split('.').count();
    let four = if parts == 3 { format!("{}.0", build.text) } else { build.text.clone() };
    let number = four.parse().map_err(|error| {
        ImportError::new(place, format!("`{}` is no build: {error}", build.text))
    })?;
    let (released, month_only) = english_day(&date.text)
        .ok_or_else(|| ImportError::new(place, format!("`{}` is no day", date.text)))?;
    let digits = |link: &str| {
        let last = link.trim_end_matches('/').rsplit(['/', '=']).next().unwrap_or_default();
        let last = last.split(['?', '#']).next().unwrap_or_default();
        last.parse().ok().filter(|kb| (100_000..10_000_000).contains(kb))
    };
    let linked = row.iter().filter_map(|cell| cell.link.as_deref());
    let article = linked.filter(|link| link.contains("support.microsoft.com")).find_map(digits);
    let named = row.iter().find_map(|cell| {
        let (_, number) = cell.text.split_once("KB")?;
        let number = number.trim_start();
        digits(number.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default())
    });
    let kb = article.or(named);
    let name = name.text.clone();
    let place = place.to_owned();
    Ok(Some(FoundBuild { place, name, released, month_only, build: number, kb }))
}

/// `August 11, 2026`, `May25, 2004`, `October, 2003`, `11 Aug. 2026`,
/// `2026-08-11`; whether it is a month only. `8/11/2026` is no day: nothing says
/// which of the numbers is the month.
fn english_day(text: &str) -> Option<(Date, bool)> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    if let Ok(day) = text.trim().parse() {
        return Some((day, false));
    }
    if text.contains('/') {
        return None;
    }
    let month_of = |word: &str| {
        let short = |month: &&str| word.eq_ignore_ascii_case(&month[..3]);
        let found = MONTHS
            .iter()
            .position(|month| word.eq_ignore_ascii_case(month) || short(month))
            .or_else(|| word.eq_ignore_ascii_case("Sept").then_some(8));
        found.and_then(|at| u8::try_from(at + 1).ok())
    };
    let (mut month, mut numbers) = (None, Vec::new());
    // `May25` is two words.
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| c.is_alphabetic() == first.is_alphabetic() && c.is_alphanumeric();
        if !first.is_alphanumeric() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        match (word.parse::<u16>(), month_of(word)) {
            (Ok(number), _) => numbers.push(number),
            (_, Some(number)) if month.is_none() => month = Some(number),
            (_, _) if ["st", "nd", "rd", "th"].contains(&word) => {}
            _ => return None,
        }
    }
    let (day, year) = match numbers.as_slice() {
        [year] => (None, *year),
        [day, year] => (Some(u8::try_from(*day).ok()?), *year),
        _ => return None,
    };
    if !(1990..2100).contains(&year) {
        return None;
    }
    Some((Date::new(year.into(), month?, day.unwrap_or(1))?, day.is_none()))
}

fn markdown(text: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    let (mut cell, mut raised) = (None, false);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => {
                let place = format!("line {}", crate::read::line_of(text, range.start));
                tables.push(Table { place, rows: Vec::new() });
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                if let Some(table) = tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            Event::Start(Tag::TableCell) => cell = Some(Cell::default()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(cell) = &mut cell {
                    cell.link = Some(dest_url.to_string());
                }
            }
            // The number of a footnote is no part of a build.
            Event::InlineHtml(tag) => match tag.to_ascii_lowercase().trim() {
                "<sup>" => raised = true,
                "</sup>" => raised = false,
                "<br>" | "<br/>" | "<br />" => {
                    if let Some(cell) = &mut cell {
                        cell.text.push(' ');
                    }
                }
                _ => {}
            },
            Event::Text(part) | Event::Code(part) if !raised => {
                if let Some(cell) = &mut cell {
                    cell.text.push_str(&part);
                }
            }
            Event::End(TagEnd::TableCell) => {
                raised = false;
                let rows = tables.last_mut().map(|table| &mut table.rows);
                if let (Some(row), Some(cell)) =
                    (rows.and_then(|rows| rows.last_mut()), cell.take())
                {
                    row.push(tidy(cell));
                }
            }
            _ => {}
        }
    }
    tables
}

fn html(text: &str) -> Vec<Table> {
    let page = Html::parse_document(text);
    let (Ok(tables), Ok(rows), Ok(cells), Ok(links)) = (
        Selector::parse("table"),
        Selector::parse("tr"),
        Selector::parse("th, td"),
        Selector::parse("a[href]"),
    ) else {
        return Vec::new();
    };
    let cell = |element: ElementRef<'_>| {
        let link = element.select(&links).next().and_then(|link| link.value().attr("href"));
        let mut text = String::new();
        for node in element.descendants() {
            // The number of a footnote is no part of a build.
            let above = || node.ancestors().filter_map(ElementRef::wrap);
            if let Some(part) = node.value().as_text()
                && !above().any(|above| matches!(above.value().name(), "sup" | "script" | "style"))
            {
                text.push_str(part);
            } else if node.value().as_element().is_some_and(|tag| tag.name() == "br") {
                text.push(' ');
            }
        }
        tidy(Cell { text, link: link.map(str::to_owned) })
    };
    // Tables may stand in the cells of another one.
    let row = |row: ElementRef<'_>| {
        let own = |cell: &ElementRef<'_>| within(*cell, "tr").is_some_and(|of| of == row);
        row.select(&cells).filter(own).map(cell).collect()
    };
    let table = |(number, table): (usize, ElementRef<'_>)| {
        let own = |row: &ElementRef<'_>| within(*row, "table").is_some_and(|of| of == table);
        let place = format!("table {}", number + 1);
        Table { place, rows: table.select(&rows).filter(own).map(row).collect() }
    };
    page.select(&tables).enumerate().map(table).collect()
}

/// The nearest element of a name around an element.
fn within<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == name)
}

/// One blank between words; the page has no-break blanks and `&nbsp;`, and signs
/// without a width.
fn tidy(cell: Cell) -> Cell {
    let text = cell.text.replace("&nbsp;", " ").replace(['\u{200b}', '\u{feff}', '\u{200e}'], "");
    Cell { text: text.split_whitespace().collect::<Vec<_>>().join(" "), link: cell.link }
}
