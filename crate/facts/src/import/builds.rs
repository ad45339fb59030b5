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
    let start = text.trim_start().to_ascii_lowercase();
    let tables = if start.starts_with('<') { html(text) } else { markdown(text) };
    let mut reading = Reading::new();
    let mut any = false;
    for table in &tables {
        let Some((header, rows)) = table.rows.split_first() else { continue };
        let names: Vec<String> = header.iter().map(|cell| cell.text.to_lowercase()).collect();
        // The page was set in several ways: what the columns are is in their names.
        let column = |words: &[&str]| {
            let fits = |name: &String| words.iter().any(|word| name.contains(word));
            names.iter().position(fits)
        };
        let (Some(name), Some(date), Some(build)) = (
            column(&["product", "release name"]),
            column(&["date", "released"]),
            column(&["build"]),
        ) else {
            continue;
        };
        any = true;
        for (number, row) in rows.iter().enumerate() {
            let place = format!("{}, row {}", table.place, number + 1);
            reading.take(release(&place, row, (name, date, build)));
        }
    }
    if !any {
        let what = "no table with the columns `Product name`, `Release date` and `Build number`";
        return Err(ImportError::new(format!("{} tables", tables.len()), what));
    }
    Ok(reading)
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
    let kb = name.link.as_deref().filter(|link| link.contains("support.microsoft.com"));
    let kb = kb.and_then(digits);
    let name = name.text.clone();
    let place = place.to_owned();
    Ok(Some(FoundBuild { place, name, released, month_only, build: number, kb }))
}

/// `August 11, 2026`, `May25, 2004`, `October, 2003`, `Aug 11, 2026`, `2026-08-11`.
fn english_day(text: &str) -> Option<(Date, bool)> {
    if let Ok(day) = text.trim().parse() {
        return Some((day, false));
    }
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
    let (number, rest) = (1..).zip(MONTHS).find_map(|(number, month)| {
        let text = text.trim();
        let rest = text.strip_prefix(month).or_else(|| text.strip_prefix(&month[..3]))?;
        Some((number, rest.trim_start_matches('.')))
    })?;
    let (day, year) = rest.split_once(',').unwrap_or(("", rest));
    let year = year.trim().parse().ok()?;
    match day.trim() {
        "" => Some((Date::new(year, number, 1)?, true)),
        day => Some((Date::new(year, number, day.parse().ok()?)?, false)),
    }
}

fn markdown(text: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut cell = None;
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
            Event::Text(part) | Event::Code(part) => {
                if let Some(cell) = &mut cell {
                    cell.text.push_str(&part);
                }
            }
            Event::End(TagEnd::TableCell) => {
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
        tidy(Cell { text: element.text().collect(), link: link.map(str::to_owned) })
    };
    let table = |(number, table): (usize, ElementRef<'_>)| Table {
        place: format!("table {}", number + 1),
        rows: table.select(&rows).map(|row| row.select(&cells).map(cell).collect()).collect(),
    };
    page.select(&tables).enumerate().map(table).collect()
}

/// One blank between words; the page has no-break blanks and `&nbsp;`.
fn tidy(cell: Cell) -> Cell {
    let text = cell.text.replace("&nbsp;", " ");
    Cell { text: text.split_whitespace().collect::<Vec<_>>().join(" "), link: cell.link }
}
