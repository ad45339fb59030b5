//! Text to builds and prefixes; both spellings.

use super::{Build, BuildError, BuildErrorKind, BuildPrefix};
use core::str::FromStr;

impl Build {
    /// Parses four parts that span the whole of `text`.
    ///
    /// # Errors
    /// `15.2.1544` (three parts), `15.2.1544.x`, `15.1.201000.1`, `15.2.1544.11 ` (trailing space).
    pub fn parse(text: &[u8]) -> Result<Self, BuildError> {
        Self::parse_whole(text).map_or_else(|| Self::parse_parts(text), Ok)
    }

    /// The same in one pass, for columns of builds; what is wrong it cannot say.
    fn parse_whole(text: &[u8]) -> Option<Self> {
        let (mut bits, mut part, mut digits, mut dots) = (0_u64, 0_u32, 0, 0);
        for byte in text {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                part = part * 10 + u32::from(digit);
                digits += 1;
                if part > u32::from(u16::MAX) {
                    return None;
                }
            } else if *byte == b'.' && digits > 0 && dots < 3 {
                bits = bits << 16 | u64::from(part);
                (part, digits, dots) = (0, 0, dots + 1);
            } else {
                return None;
            }
        }
        (dots == 3 && digits > 0).then(|| Self::from_bits(bits << 16 | u64::from(part)))
    }

    fn parse_parts(text: &[u8]) -> Result<Self, BuildError> {
        let mut at = 0;
        let mut parts = [0; 4];
        for (index, value) in parts.iter_mut().enumerate() {
            if index > 0 {
                dot(text, &mut at)?;
            }
            *value = part(text, &mut at)?;
        }
        end(text, at)?;
        Ok(Self::new(parts[0], parts[1], parts[2], parts[3]))
    }
}

impl BuildPrefix {
    /// Parses two or three parts that span the whole of `text`.
    ///
    /// # Errors
    /// `15` (one part), `15.2.1544.11` (four), `15.x`.
    pub fn parse(text: &[u8]) -> Result<Self, BuildError> {
        let mut at = 0;
        let major = part(text, &mut at)?;
        dot(text, &mut at)?;
        let minor = part(text, &mut at)?;
        if at == text.len() {
            return Ok(Self::new(major, minor, None));
        }
        dot(text, &mut at)?;
        let third = part(text, &mut at)?;
        end(text, at)?;
        Ok(Self::new(major, minor, Some(third)))
    }
}

impl FromStr for Build {
    type Err = BuildError;

    fn from_str(text: &str) -> Result<Self, BuildError> {
        Self::parse(text.as_bytes())
    }
}

impl FromStr for BuildPrefix {
    type Err = BuildError;

    fn from_str(text: &str) -> Result<Self, BuildError> {
        Self::parse(text.as_bytes())
    }
}

fn part(text: &[u8], at: &mut usize) -> Result<u16, BuildError> {
    let start = *at;
    let mut value = 0u32;
    while let Some(digit) = text.get(*at).filter(|byte| byte.is_ascii_digit()) {
        value = value * 10 + u32::from(digit - b'0');
        if value > u32::from(u16::MAX) {
            return Err(BuildError { kind: BuildErrorKind::TooLarge, at: start });
        }
        *at += 1;
    }
    if *at == start {
        let kind = if start == text.len() && start > 0 {
            BuildErrorKind::TooShort
        } else {
            BuildErrorKind::Digit
        };
        return Err(BuildError { kind, at: start });
    }
    Ok(value as u16)
}

fn dot(text: &[u8], at: &mut usize) -> Result<(), BuildError> {
    match text.get(*at) {
        Some(b'.') => {
            *at += 1;
            Ok(())
        }
        Some(_) => Err(BuildError { kind: BuildErrorKind::Digit, at: *at }),
        None => Err(BuildError { kind: BuildErrorKind::TooShort, at: *at }),
    }
}

fn end(text: &[u8], at: usize) -> Result<(), BuildError> {
    if at == text.len() { Ok(()) } else { Err(BuildError { kind: BuildErrorKind::TooLong, at }) }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::string::{String, ToString};

    #[track_caller]
    fn refuse(text: &str, kind: BuildErrorKind, at: usize) {
        assert_eq!(text.parse::<Build>(), Err(BuildError { kind, at }), "{text}");
    }

    #[test]
    fn errors_name_the_place() {
        refuse("", BuildErrorKind::Digit, 0);
        refuse("15.2.1544", BuildErrorKind::TooShort, 9);
        refuse("15.2.1544.", BuildErrorKind::TooShort, 10);
        refuse("15.2.x.1", BuildErrorKind::Digit, 5);
        refuse("15.1.201000.1", BuildErrorKind::TooLarge, 5);
        refuse("15.2.1544.11.2", BuildErrorKind::TooLong, 12);
        refuse("15.2.1544.11 ", BuildErrorKind::TooLong, 12);
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        let ascending =
            ["4.0.837.0", "8.3.83.6", "14.3.123.4", "15.1.2507.6", "15.2.1544.9", "15.2.1544.11"];
        let builds: std::vec::Vec<Build> =
            ascending.iter().map(|text| text.parse().unwrap()).collect();
        assert!(builds.is_sorted());
    }

    proptest! {
        #[test]
        fn printing_then_parsing_gives_the_same_build(bits: u64) {
            let build = Build::from_bits(bits);
            prop_assert_eq!(build.to_string().parse(), Ok(build));
            prop_assert_eq!(build.long().to_string().parse(), Ok(build));
        }

        #[test]
        fn any_text_is_parsed_or_refused_within_its_bounds(text: String) {
            if let Err(error) = text.parse::<Build>() {
                prop_assert!(error.at() <= text.len());
            }
        }

        #[test]
        fn a_prefix_contains_exactly_its_builds(bits: u64, other: u64) {
            let (build, other) = (Build::from_bits(bits), Build::from_bits(other));
            prop_assert!(build.prefix().contains(build));
            prop_assert_eq!(build.prefix().contains(other), build.prefix() == other.prefix());
        }
    }
}
