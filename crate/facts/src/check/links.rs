//! The form of an address, by its site: a typing mistake in a link is found
//! here, since nothing of this project opens it.

/// What is wrong with an address, if anything is.
pub(super) fn wrong(url: &str) -> Option<String> {
    let Some((host, path)) = url.strip_prefix("https://").map(|rest| {
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        (host, path.split_once('#').map_or(path, |(path, _)| path))
    }) else {
        return Some(format!("`{url}` is no https address"));
    };
    let form = match host {
        "learn.microsoft.com" if !is_page(path, &["exchange", "lifecycle"]) => {
            "learn.microsoft.com/exchange/PAGE, without a language"
        }
        "support.microsoft.com"
            if !(is_numbered(path, "help/") || path.starts_with("en-us/topic/")) =>
        {
            "support.microsoft.com/help/NUMBER or /en-us/topic/NAME"
        }
        "msrc.microsoft.com" if !(is_vulnerability(path) || path.starts_with("blog/2")) => {
            "msrc.microsoft.com/update-guide/vulnerability/CVE-YEAR-NUMBER or /blog/YEAR/…"
        }
        "techcommunity.microsoft.com" if !is_post(path) => {
            "techcommunity.microsoft.com/t5/exchange-team-blog/NAME/ba-p/NUMBER or /blog/exchange/NAME/NUMBER"
        }
        "www.microsoft.com" if path.starts_with("download/") && !is_download(path) => {
            "www.microsoft.com/download/details.aspx?id=NUMBER"
        }
        "microsoft.github.io" if !(path.starts_with("CSS-Exchange/") && path.ends_with('/')) => {
            "microsoft.github.io/CSS-Exchange/PAGE/"
        }
        "github.com" if path.split('/').nth(2).is_some_and(|part| part != "blob") => {
            "github.com/OWNER/NAME or …/blob/BRANCH/FILE"
        }
        _ if url.chars().any(|sign| sign.is_whitespace() || "<>\"`{}|\\".contains(sign)) => {
            "an address without blanks and quotation marks"
        }
        _ if !host.contains('.') => "a host with a name",
        _ => return None,
    };
    Some(format!("`{url}` has not its site's form: {form}"))
}

/// Lower case words and hyphens below one of `folders`.
fn is_page(path: &str, folders: &[&str]) -> bool {
    let mut parts = path.split('/');
    parts.next().is_some_and(|first| folders.contains(&first))
        && path.split('/').all(|part| {
            let plain =
                |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
            !part.is_empty() && part.chars().all(plain)
        })
}

fn is_number(text: &str) -> bool {
    text.len() >= 4 && text.bytes().all(|sign| sign.is_ascii_digit())
}

fn is_numbered(path: &str, before: &str) -> bool {
    path.strip_prefix(before).is_some_and(is_number)
}

fn is_vulnerability(path: &str) -> bool {
    let id = path.strip_prefix("update-guide/vulnerability/").unwrap_or_default();
    let mut parts = id.split('-');
    (parts.next(), parts.next().map(str::len), parts.next().is_some_and(is_number), parts.next())
        == (Some("CVE"), Some(4), true, None)
}

fn is_post(path: &str) -> bool {
    let number = |rest: &str, between: &str| {
        rest.rsplit_once(between)
            .is_some_and(|(name, number)| !name.is_empty() && is_number(number))
    };
    path.strip_prefix("t5/exchange-team-blog/").is_some_and(|rest| number(rest, "/ba-p/"))
        || path.strip_prefix("blog/exchange/").is_some_and(|rest| number(rest, "/"))
}

fn is_download(path: &str) -> bool {
    let query = path.strip_prefix("download/details.aspx?").unwrap_or_default();
    query.strip_prefix("id=").is_some_and(is_number)
        || query.strip_prefix("familyID=").is_some_and(|id| id.len() == 36)
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn addresses_of_the_right_form_pass() {
        for url in [
            "https://learn.microsoft.com/exchange/plan-and-deploy/supportability-matrix",
            "https://learn.microsoft.com/exchange/high-availability/manage-ha/manage-dags#performing-maintenance-on-dag-members",
            "https://support.microsoft.com/help/5129955",
            "https://msrc.microsoft.com/update-guide/vulnerability/CVE-2026-42897",
            "https://techcommunity.microsoft.com/blog/exchange/released-november-2024-exchange-server-security-updates/4293125",
            "https://techcommunity.microsoft.com/t5/exchange-team-blog/x/ba-p/2933169",
            "https://www.microsoft.com/download/details.aspx?id=108244",
            "https://microsoft.github.io/CSS-Exchange/Security/EOMT/",
            "https://github.com/microsoft/CSS-Exchange/blob/main/README.md",
            "https://rafaelpfister.ch",
        ] {
            assert_eq!(wrong(url), None);
        }
    }

    #[test]
    fn each_site_s_mistakes_are_named() {
        for (url, said) in [
            ("http://support.microsoft.com/help/5129955", "no https address"),
            ("https://learn.microsoft.com/en-us/exchange/plan-and-deploy", "without a language"),
            ("https://learn.microsoft.com/exchange/plan-and-deploy/", "without a language"),
            ("https://support.microsoft.com/help/KB5129955", "help/NUMBER"),
            ("https://support.microsoft.com/kb/5129955", "help/NUMBER"),
            ("https://msrc.microsoft.com/update-guide/vulnerability/2026-42897", "CVE-YEAR"),
            (
                "https://techcommunity.microsoft.com/t5/exchange-team-blog/x/ba-p/123456/page/2",
                "t5/exchange-team-blog/NAME",
            ),
            ("https://www.microsoft.com/download/details.aspx?kbid=108244", "id=NUMBER"),
            ("https://microsoft.github.io/CSS-Exchange/Security/EOMT", "PAGE/"),
            ("https://github.com/microsoft/CSS-Exchange/tree/main/x", "blob"),
            ("https://example.org/a b", "without blanks"),
            ("https://localhost/x", "a host"),
        ] {
            let what = wrong(url).unwrap_or_default();
            assert!(what.contains(said), "{url}: {what}");
        }
    }
}
