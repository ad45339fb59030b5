//! What a request asks for beside its input: day, language, media type.

use crate::clock::Clock;
use crate::problem::Code;
use crate::problem::Problem;
use axum::http::HeaderMap;
use axum::http::header;
use expatch::Language;
use expatch::Options;
use schemars::JsonSchema;
use serde::Deserialize;

/// Days of the years that the core knows, for the API's schema.
pub(crate) const DAY: &str = "^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// What may stand in the query of an assessment, and in its JSON beside `input`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Ask {
    /// The day the verdict is for; today in UTC unless given.
    #[schemars(regex(pattern = DAY), extend("format" = "date"))]
    pub(crate) as_of: Option<String>,
    /// The language of its sentences: `en`, `fr`, `nl`, `de`; unless given,
    /// the one that `Accept-Language` prefers.
    #[schemars(extend("enum" = ["en", "fr", "nl", "de"]))]
    pub(crate) locale: Option<String>,
}

impl Ask {
    /// Day and language as the core wants them.
    pub(crate) fn options(&self, headers: &HeaderMap, clock: &Clock) -> Result<Options, Problem> {
        let as_of = match &self.as_of {
            None => clock.today(),
            Some(day) => day.parse().map_err(|error| {
                Problem::new(Code::InvalidParameter, format!("asOf: {error}, not {day:?}"))
            })?,
        };
        let language = match &self.locale {
            None => accepted(headers),
            Some(locale) => language(locale).ok_or_else(|| {
                let detail = format!("locale: expected en, fr, nl or de, not {locale:?}");
                Problem::new(Code::InvalidParameter, detail)
            })?,
        };
        Ok(Options::new(as_of, language))
    }
}

/// The language of a tag such as `fr-BE`.
fn language(tag: &str) -> Option<Language> {
    match tag.split(['-', '_']).next()?.trim().to_ascii_lowercase().as_str() {
        "en" => Some(Language::English),
        "fr" => Some(Language::French),
        "nl" => Some(Language::Dutch),
        "de" => Some(Language::German),
        _ => None,
    }
}

/// The first language of `Accept-Language`, by weight, that there is.
fn accepted(headers: &HeaderMap) -> Language {
    preferences(headers, header::ACCEPT_LANGUAGE)
        .into_iter()
        .find_map(|(tag, _)| language(&tag))
        .unwrap_or_default()
}

/// The items of an `Accept…` header by falling weight; the refused ones
/// (`q=0`) left out.
fn preferences(headers: &HeaderMap, name: header::HeaderName) -> Vec<(String, u16)> {
    let mut items: Vec<(String, u16)> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let tag = parts.next().filter(|tag| !tag.is_empty())?.to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
                .map_or(Some(1000), |q| q.parse::<f32>().ok().map(|q| (q * 1000.0) as u16))?;
            (weight > 0).then_some((tag, weight.min(1000)))
        })
        .collect();
    items.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    items
}

/// A form an answer can have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// `application/json`
    Json,
    /// `text/plain`
    Text,
}

impl Form {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain",
        }
    }
}

/// The form to answer in: of those `offered` (the default first) the one that
/// `Accept` prefers.
pub(crate) fn form(headers: &HeaderMap, offered: &[Form]) -> Result<Form, Problem> {
    let wanted = preferences(headers, header::ACCEPT);
    if wanted.is_empty() {
        return Ok(offered[0]);
    }
    for (wanted, _) in &wanted {
        let found = offered.iter().find(|form| {
            let (kind, _) = form.media_type().split_once('/').expect("a media type");
            wanted == "*/*"
                || wanted == form.media_type()
                || wanted.strip_suffix("/*").is_some_and(|wanted| wanted == kind)
        });
        if let Some(form) = found {
            return Ok(*form);
        }
    }
    let list: Vec<&str> = offered.iter().map(|form| form.media_type()).collect();
    Err(Problem::new(Code::NotAcceptable, format!("this can be had as {}", list.join(", "))))
}

/// The media type of a body without its parameters, in lower case.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.split(';').next()).unwrap_or("").trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn the_heaviest_form_that_can_be_made_wins() {
        let offered = [Form::Json, Form::Text];
        for (value, expected) in [
            ("*/*", Form::Json),
            ("text/plain", Form::Text),
            ("text/*;q=0.9, application/json;q=0.1", Form::Text),
            ("image/png, application/json;q=0.5", Form::Json),
            ("text/plain;q=0, */*", Form::Json),
            ("", Form::Json),
        ] {
            assert_eq!(form(&accept(header::ACCEPT, value), &offered).unwrap(), expected);
        }
        assert!(form(&accept(header::ACCEPT, "image/png"), &offered).is_err());
    }

    #[test]
    fn a_language_is_asked_for_by_name_or_by_header() {
        let headers = accept(header::ACCEPT_LANGUAGE, "it, en;q=0.5, fr-BE;q=0.8");
        assert_eq!(
            Ask::default().options(&headers, &Clock::default()).unwrap().language,
            Language::French
        );
        let ask = Ask { locale: Some("de-AT".to_owned()), ..Ask::default() };
        assert_eq!(ask.options(&headers, &Clock::default()).unwrap().language, Language::German);
        let ask = Ask { locale: Some("klingon".to_owned()), ..Ask::default() };
        assert_eq!(
            ask.options(&headers, &Clock::default()).unwrap_err().code(),
            Code::InvalidParameter
        );
    }

    #[test]
    fn a_day_no_calendar_has_is_refused() {
        let ask = Ask { as_of: Some("2026-02-30".to_owned()), ..Ask::default() };
        let problem = ask.options(&HeaderMap::new(), &Clock::default()).unwrap_err();
        assert!(problem.detail().contains("2026-02-30"), "{}", problem.detail());
    }
}
