//! Lists of baselines such as `RTM..CU3, SP1`: short to write, and every
//! mistake in them has a name.

use std::fmt;

/// What is wrong with a list of baselines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RangeError {
    /// A name that the product does not have.
    Unknown(String),
    /// A range whose end is before its beginning.
    Backwards(String),
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "`{name}` is no baseline of this product"),
            Self::Backwards(range) => write!(f, "the range `{range}` ends before it begins"),
        }
    }
}

/// The numbers of the baselines that `list` names, where `names` are all
/// baselines of the product, oldest first.
///
/// # Errors
/// `CU3..CU1` and names that are not in `names`.
pub fn baselines_of(list: &str, names: &[&str]) -> Result<Vec<usize>, RangeError> {
    let number = |name: &str| {
        let name = name.trim();
        let found = names.iter().position(|known| *known == name);
        found.ok_or_else(|| RangeError::Unknown(name.to_owned()))
    };
    let mut numbers = Vec::new();
    for part in list.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once("..").unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        if last < first {
            return Err(RangeError::Backwards(part.to_owned()));
        }
        numbers.extend(first..=last);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["RTM", "CU1", "CU2", "CU3", "SP1"];

    #[track_caller]
    fn check(list: &str, expected: Result<Vec<usize>, RangeError>) {
        assert_eq!(baselines_of(list, &NAMES), expected, "{list}");
    }

    #[test]
    fn ranges_include_both_ends() {
        check("RTM..CU2", Ok(vec![0, 1, 2]));
        check("RTM, CU2..SP1", Ok(vec![0, 2, 3, 4]));
        check("", Ok(vec![]));
    }

    #[test]
    fn mistakes_are_named() {
        check("RTM..CU9", Err(RangeError::Unknown("CU9".into())));
        check("CU3..CU1", Err(RangeError::Backwards("CU3..CU1".into())));
        check("RTM...CU1", Err(RangeError::Unknown(".CU1".into())));
    }
}
