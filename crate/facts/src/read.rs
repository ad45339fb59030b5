//! Files to rows, each row with its place.

use crate::model::{
    BaselineRow, CorrectionRow, CountFile, DatabaseFile, EventRow, GapFile, GuideFile, GuideRow,
    IssueFile, IssueRow, NotExchangeRow, ProductFile, ProductRow, ReleaseFile, ReleaseRow,
    SourceFile, SourceRow, StepFile, StepRow, TopicWord, UnknownBuildRow, VulnerabilityFile,
    VulnerabilityRow,
};
use crate::range::baselines_of;
use crate::{Place, Problem, Problems};
use expatch::Date;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

/// A row and where it stands.
#[derive(Clone, Debug)]
pub struct Row<T> {
    /// The row.
    pub row: T,
    /// Where it stands.
    pub place: Place,
}

impl<T> std::ops::Deref for Row<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.row
    }
}

/// All facts, read and not yet checked.
#[derive(Debug)]
pub struct Facts {
    /// Who the database is.
    pub database: DatabaseFile,
    /// Products, oldest first.
    pub products: Vec<Row<ProductRow>>,
    /// Dates that are no end of support.
    pub events: Vec<EventRow>,
    /// Baselines and releases of each product, as they stand in the files.
    pub releases: Vec<ProductFacts>,
    /// Vulnerabilities, as they stand in the files.
    pub vulnerabilities: Vec<Row<VulnerabilityRow>>,
    /// What is shown beside the steps of a plan.
    pub guides: Vec<Row<GuideRow>>,
    /// Known issues of updates.
    pub issues: Vec<Row<IssueRow>>,
    /// Manual steps.
    pub steps: Vec<Row<StepRow>>,
    /// Sources.
    pub sources: Vec<Row<SourceRow>>,
    /// Updates whose build is in no source.
    pub unknown_builds: Vec<Row<UnknownBuildRow>>,
    /// Identifiers that look like Exchange and are not.
    pub not_exchange: Vec<Row<NotExchangeRow>>,
    /// Mistakes found in sources.
    pub corrections: Vec<CorrectionRow>,
    /// How many rows there were.
    pub counts: CountFile,
    /// The text of each file, by its path below the folder.
    pub texts: BTreeMap<String, String>,
}

/// The baselines and releases of one product.
#[derive(Debug)]
pub struct ProductFacts {
    /// Short name.
    pub product: Row<String>,
    /// Baselines, ascending.
    pub baselines: Vec<Row<BaselineRow>>,
    /// Releases, ascending by build.
    pub releases: Vec<Row<ReleaseRow>>,
}

/// Reads the facts in a folder.
///
/// # Errors
/// Files that cannot be read, TOML that cannot be parsed, unknown or missing
/// fields, values that are no build or no day; each with its file and line.
pub fn read(folder: &Path) -> Result<Facts, Problems> {
    let mut texts = BTreeMap::new();
    let mut take = |name: String| -> Result<(), Problem> {
        let file = Place { file: name.as_str().into(), line: 0 };
        let text = std::fs::read_to_string(folder.join(&name))
            .map_err(|error| file.problem(format!("cannot be read: {error}")))?;
        texts.insert(name, text);
        Ok(())
    };
    for name in ["database", "products", "steps", "guides", "issues", "sources", "gaps", "counts"] {
        take(format!("{name}.toml"))?;
    }
    for below in ["releases", "vulnerabilities"] {
        let place = Place { file: below.into(), line: 0 };
        let entries = std::fs::read_dir(folder.join(below))
            .map_err(|error| place.problem(format!("cannot be read: {error}")))?;
        for entry in entries {
            let entry = entry.map_err(|error| place.problem(format!("cannot be read: {error}")))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if Path::new(&name).extension().is_some_and(|end| end == "toml") {
                take(format!("{below}/{name}"))?;
            }
        }
    }
    read_from(texts)
}

/// Reads the facts from the texts of their files, by path below the folder.
///
/// # Errors
/// As [`read`].
pub fn read_from(texts: BTreeMap<String, String>) -> Result<Facts, Problems> {
    let files = Files { texts: &texts };
    let products: ProductFile = files.parse("products.toml")?;
    let steps: StepFile = files.parse("steps.toml")?;
    let guides: GuideFile = files.parse("guides.toml")?;
    let issues: IssueFile = files.parse("issues.toml")?;
    let sources: SourceFile = files.parse("sources.toml")?;
    let gaps: GapFile = files.parse("gaps.toml")?;
    let mut releases = Vec::new();
    for name in files.below("releases/") {
        let file: ReleaseFile = files.parse(name)?;
        releases.extend(file.product.into_iter().map(|product| ProductFacts {
            product: files.row(name, product.product),
            baselines: files.rows(name, product.baselines),
            releases: files.rows(name, product.releases),
        }));
    }
    let mut vulnerabilities = Vec::new();
    for name in files.below("vulnerabilities/") {
        let file: VulnerabilityFile = files.parse(name)?;
        vulnerabilities.extend(files.rows(name, file.vulnerability));
    }
    Ok(Facts {
        database: files.parse("database.toml")?,
        products: files.rows("products.toml", products.product),
        events: products.event,
        releases,
        vulnerabilities,
        steps: files.rows("steps.toml", steps.step),
        guides: files.rows("guides.toml", guides.guide),
        issues: files.rows("issues.toml", issues.issue),
        sources: files.rows("sources.toml", sources.sources),
        unknown_builds: files.rows("gaps.toml", gaps.unknown_build),
        not_exchange: files.rows("gaps.toml", gaps.not_exchange),
        corrections: gaps.correction,
        counts: files.parse("counts.toml")?,
        texts,
    })
}

struct Files<'a> {
    texts: &'a BTreeMap<String, String>,
}

impl<'a> Files<'a> {
    fn below(&self, folder: &str) -> impl Iterator<Item = &'a str> {
        let folder = folder.to_owned();
        self.texts.keys().map(String::as_str).filter(move |name| name.starts_with(&folder))
    }

    fn text(&self, name: &str) -> &'a str {
        self.texts.get(name).map(String::as_str).unwrap_or_default()
    }

    fn parse<T: DeserializeOwned>(&self, name: &str) -> Result<T, Problem> {
        let Some(text) = self.texts.get(name) else {
            return Err(Place { file: name.into(), line: 0 }.problem("is missing"));
        };
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            Place { file: name.into(), line }.problem(error.message())
        })
    }

    fn row<T>(&self, name: &str, row: Spanned<T>) -> Row<T> {
        let line = line_of(self.text(name), row.span().start);
        Row { row: row.into_inner(), place: Place { file: Arc::from(name), line } }
    }

    fn rows<T>(&self, name: &str, rows: Vec<Spanned<T>>) -> Vec<Row<T>> {
        let (file, text) = (Arc::<str>::from(name), self.text(name));
        // Counted on from the row before: the facts are read anew for every edit.
        let (mut byte, mut line) = (0, 1);
        let row = |row: Spanned<T>| {
            let start = row.span().start;
            let (from, lines) = if start < byte { (0, 1) } else { (byte, line) };
            line = lines + line_of(text.get(from..).unwrap_or_default(), start - from) - 1;
            byte = start;
            Row { row: row.into_inner(), place: Place { file: file.clone(), line } }
        };
        rows.into_iter().map(row).collect()
    }
}

/// The line, counted from 1, of a byte of `text`.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    1 + text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count()
}

impl Facts {
    /// The day through which a topic was checked, where a source tells all of it.
    pub fn covered_through(&self, topic: TopicWord) -> Option<Date> {
        let tells = self.sources.iter().filter(|row| row.tells.contains(&topic));
        tells.filter_map(|row| row.checked).map(|day| *day).max()
    }

    /// The day through which everything that a verdict needs was checked.
    pub fn as_of(&self) -> Option<Date> {
        let releases = self.covered_through(TopicWord::Releases)?;
        Some(releases.min(self.covered_through(TopicWord::Vulnerabilities)?))
    }

    /// The newest day through which anything was checked: no row is newer.
    pub fn newest(&self) -> Option<Date> {
        self.sources.iter().filter_map(|row| row.checked).map(|day| *day).max()
    }

    /// The names of a product's baselines, oldest first.
    pub fn baseline_names(&self, product: &str) -> Vec<&str> {
        self.of(product)
            .map(|facts| facts.baselines.iter().map(|row| row.name.as_str()).collect())
            .unwrap_or_default()
    }

    /// The keys of a guide: its own, or each of the baselines of a range such as
    /// `2016 CU15..CU21`.
    ///
    /// # Errors
    /// A range of a product or with a name that there is not.
    pub fn keys_of(&self, key: &str) -> Result<Vec<String>, String> {
        let Some((product, range)) = key.split_once(' ').filter(|_| key.contains("..")) else {
            return Ok(vec![key.to_owned()]);
        };
        let names = self.baseline_names(product);
        let numbers = baselines_of(range, &names).map_err(|error| error.to_string())?;
        Ok(numbers.into_iter().map(|number| format!("{product} {}", names[number])).collect())
    }

    /// The baselines and releases of a product.
    pub fn of(&self, product: &str) -> Option<&ProductFacts> {
        self.releases.iter().find(|facts| facts.product.row == product)
    }

    /// The place of something below a row: `byte` is its span's start.
    pub(crate) fn place_in(&self, row: &Place, byte: usize) -> Place {
        let text = self.texts.get(&*row.file).map(String::as_str).unwrap_or_default();
        Place { file: row.file.clone(), line: line_of(text, byte) }
    }
}
