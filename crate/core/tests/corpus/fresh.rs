//! Texts are old, and so are their builds: asked once more with the numbers of the
//! newest release in their place, nothing may be good that no exact build grounds.

use crate::score;
use expatch::Database;
use fancy_regex::Captures;
use fancy_regex::Regex;
use serde_json::Value;

pub(crate) struct Fresh {
    /// The newest release, its knowledge base article, and what it is laid on.
    newest: [u32; 4],
    baseline: [u32; 4],
    article: String,
    number: Regex,
    display: Regex,
    release: Regex,
    update: Regex,
}

impl Fresh {
    pub(crate) fn new(database: &Database<'_>) -> Self {
        let mut builds: Vec<[u32; 4]> = database
            .releases()
            .map(|release| numbers(&release.build.to_string()).try_into().unwrap())
            .collect();
        builds.sort_unstable();
        let newest = *builds.last().unwrap();
        let baseline = *builds.iter().find(|build| build[..3] == newest[..3]).unwrap();
        let article = database
            .releases()
            .find(|release| release.build.to_string() == dotted(&newest))
            .and_then(|release| release.kb.map(|kb| format!("KB{kb}")));
        let regex = |pattern| Regex::new(pattern).unwrap();
        Self {
            newest,
            baseline,
            article: article.unwrap_or_default(),
            number: regex(r"(?<![\w.])15\.0?[012]\.\d{3,4}(\.\d{1,4})?(?![\w]|\.\d)"),
            display: regex(r"15\.[012] \((Build )?\d+\.\d+"),
            release: regex(r"Exchange (Server )?20(13|16|19) (CU|Cumulative Update) ?\d+"),
            update: regex(r"KB\d{7}\b"),
        }
    }

    /// The text with the newest release in place of every number of 15.x, every update
    /// and cumulative update; none where an exact build, a floor or another product
    /// could make a verdict good, where two places disagree (one number in both would
    /// be no contradiction), or where nothing is replaced.
    pub(crate) fn text(&self, text: &[u8], strict: &Value) -> Option<String> {
        let kinds = score::kinds(strict);
        let grounded = ["exact", "floor", "online"].iter().any(|kind| kinds.contains(kind));
        let old = std::str::from_utf8(text).ok()?;
        if grounded || strict["not_exchange"] == true || strict["contradiction"] == true {
            return None;
        }
        let low: Vec<_> = score::baselines(strict).map(numbers).collect();
        let new =
            self.number.replace_all(old, |hit: &Captures<'_, str>| self.replaced(&hit[0], &low));
        let [major, minor, build, revision] = self.baseline;
        let new = self.display.replace_all(&new, |hit: &Captures<'_, str>| {
            let word = hit.get(1).map_or("", |word| word.as_str());
            format!("{major}.{minor} ({word}{build}.{revision}")
        });
        let new = self.release.replace_all(&new, "Exchange Server SE RTM");
        let new = self.update.replace_all(&new, self.article.as_str());
        (new != old).then(|| new.into_owned())
    }

    fn replaced(&self, number: &str, low: &[Vec<u32>]) -> String {
        let padded = ["15.00.", "15.01.", "15.02."].iter().any(|long| number.starts_with(long));
        let found = numbers(number);
        if found.len() == 3 {
            return dotted(&self.newest[..3]);
        }
        let shown = low.iter().any(|low| low.iter().zip(&found).all(|(one, other)| one == other));
        let new = if shown { self.baseline } else { self.newest };
        let [major, minor, build, revision] = new;
        if padded { format!("{major}.{minor:02}.{build:04}.{revision:03}") } else { dotted(&new) }
    }
}

fn numbers(number: &str) -> Vec<u32> {
    number.split('.').map(|part| part.parse().unwrap()).collect()
}

fn dotted(number: &[u32]) -> String {
    number.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

#[test]
fn the_newest_release_stands_in_every_spelling() {
    let fresh = Fresh::new(&Database::embedded());
    let [major, minor, build, revision] = fresh.newest;
    let old = "15.02.1118.040, 15.1.2507.6; Version 15.1 (Build 2507.6), /owa/auth/15.1.2507/, \
               KB5001779, Exchange Server 2016 CU23; 15.1.2507.6.1, x15.1.2507.6, 15.1.2";
    let strict = serde_json::json!({"servers": [
        {"name": null, "is": "baseline", "number": "15.1.2507.6", "standing": "observed"},
    ]});
    let low = fresh.baseline[3];
    assert_eq!(
        fresh.text(old.as_bytes(), &strict).unwrap(),
        format!(
            "{major}.{minor:02}.{build:04}.{revision:03}, {major}.{minor}.{build}.{low}; \
             Version {major}.{minor} (Build {build}.{low}), /owa/auth/{major}.{minor}.{build}/, \
             {}, Exchange Server SE RTM; 15.1.2507.6.1, x15.1.2507.6, 15.1.2",
            fresh.article
        )
    );
    assert_eq!(fresh.text(b"no number", &strict), None);
}
