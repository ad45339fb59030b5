//! The paths of modules that a Rust file names, read without a compiler.

/// Every path that begins with `crate`, `super` or `self`, outside comments and
/// the tests at the end; of a group, each of its members.
pub(super) fn named(text: &str) -> Vec<Vec<String>> {
    let code = code(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_start(&code, at) {
        at = path(&code, start, &mut Vec::new(), &mut found);
    }
    found
}

/// The text without comments, up to the tests.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| line.split(" // ").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where a path from a module begins, at or behind `from`.
fn next_start(code: &str, from: usize) -> Option<usize> {
    let starts = ["crate::", "super::", "self::"].into_iter();
    starts
        .filter_map(|start| {
            let places = code[from..].match_indices(start).map(|(place, _)| from + place);
            // `$crate::` and `other::super::` begin elsewhere.
            let mut places = places.filter(|place| {
                let before = code[..*place].bytes().next_back();
                before.is_none_or(|byte| !is_word(byte) && byte != b'$' && byte != b':')
            });
            places.next()
        })
        .min()
}

/// Reads one path with its groups; gives where it ends.
fn path(code: &str, start: usize, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let (bytes, depth) = (code.as_bytes(), before.len());
    let mut at = start;
    loop {
        let end = at + bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
        if end > at {
            before.push(code[at..end].to_owned());
        }
        at = end;
        if end == at && !code[at..].starts_with("::") {
            break;
        }
        at += 2;
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if bytes.get(at) == Some(&b'{') {
            let own = before.len();
            loop {
                at += 1;
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if at >= bytes.len() || bytes[at] == b'}' {
                    break;
                }
                let from = at;
                at = path(code, at, before, found);
                before.truncate(own);
                // An alias, a star, or the comma behind a member.
                at += bytes[at..].iter().take_while(|byte| !b",}".contains(byte)).count();
                if at == from || bytes.get(at) != Some(&b',') {
                    break;
                }
            }
            before.truncate(depth);
            return (at + 1).min(code.len());
        }
    }
    found.push(before.clone());
    before.truncate(depth);
    at.max(start + 1)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = named(text).into_iter().map(|path| path.join("::")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn paths_are_found_in_code_only() {
        check(
            "use crate::a::B;\nfn f() { super::c::d(self::e::F) }",
            &["crate::a::B", "super::c::d", "self::e::F"],
        );
        check("//! crate::a\n/// super::b\nlet x = 1; // crate::c", &[]);
        check("use crate::a::B;\n#[cfg(test)]\nmod tests { use crate::z::Y; }", &["crate::a::B"]);
        check("$crate::a::b!(); other::super::c", &[]);
    }

    #[test]
    fn each_member_of_a_group_is_a_path() {
        check(
            "use crate::{a::B, c::{D, e::F as G}, h::*};\nuse super::i::J;",
            &["crate::a::B", "crate::c::D", "crate::c::e::F", "crate::h", "super::i::J"],
        );
        check(
            "use crate::{\n    a::B,\n    c,\n};\ncrate::d()",
            &["crate::a::B", "crate::c", "crate::d"],
        );
    }
}
