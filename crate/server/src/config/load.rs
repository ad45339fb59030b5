//! One precedence: defaults, then the file, then secrets, then the environment,
//! then flags.
//! Each layer is a table; the last one to name a key wins.

use super::Config;
use super::Secret;
use std::fmt;
use std::path::Path;
use toml::Table;
use toml::Value;

/// What variables of the environment begin with; `__` parts section and key:
/// `EXPATCH_LISTEN__ADDRESS`.
const PREFIX: &str = "EXPATCH_";

/// Why a configuration cannot be used: where, and what is wrong there.
#[derive(Debug)]
pub struct ConfigError(pub(super) String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

/// Makes the configuration from a file, secrets that lie in files of their own,
/// the environment's variables and flags as `section.key` and value.
///
/// ```
/// let environment = [("EXPATCH_LIMITS__REQUESTS".to_owned(), "7".to_owned())];
/// let flags = [("listen.address".to_owned(), "127.0.0.1:9000".to_owned())];
/// let config = expatch_server::config::load(None, &[], environment, flags).unwrap();
/// assert_eq!(config.limits.requests, 7);
/// assert_eq!(config.listen.address.port(), 9000);
/// ```
///
/// # Errors
/// A file that cannot be read or is no TOML, an unknown key such as
/// `limits.reqests`, a value of the wrong kind or one that means nothing; of the
/// last kind all are reported at once.
pub fn load(
    file: Option<&Path>,
    secrets: &[Secret],
    environment: impl IntoIterator<Item = (String, String)>,
    flags: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let mut table = Table::new();
    if let Some(path) = file {
        let text = std::fs::read_to_string(path).map_err(|error| {
            ConfigError(format!("cannot read the configuration {}: {error}", path.display()))
        })?;
        let layer: Table = text
            .parse()
            .map_err(|error| ConfigError(format!("{} is no TOML: {error}", path.display())))?;
        // Checked alone first, so that the message can name the file and line.
        toml::from_str::<Config>(&text)
            .map_err(|error| ConfigError(format!("{}: {error}", path.display())))?;
        merge(&mut table, layer);
    }
    for Secret { key, text, file } in secrets {
        // The reason may quote the text, so only the place is told.
        set(&mut table, key, text, "").map_err(|_| {
            let file = file.display();
            ConfigError(format!("{file}: there is no setting `{key}`, or it takes no such text"))
        })?;
    }
    for (name, value) in environment {
        let Some((section, key)) = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__"))
        else {
            continue;
        };
        set(&mut table, &format!("{section}.{key}").to_ascii_lowercase(), &value, &name)?;
    }
    for (key, value) in flags {
        set(&mut table, &key, &value, &key)?;
    }
    let config = Config::deserialize_table(table)?;
    match super::check::mistakes(&config).as_slice() {
        [] => Ok(config),
        found => Err(ConfigError(found.join("\n"))),
    }
}

impl Config {
    fn deserialize_table(table: Table) -> Result<Self, ConfigError> {
        Value::Table(table).try_into().map_err(|error: toml::de::Error| {
            ConfigError(format!("the configuration is not valid: {}", error.to_string().trim()))
        })
    }
}

fn merge(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

/// Sets one key to a text that stands in a variable or a flag. Which kind the
/// key wants is not known here, so the kinds are tried: as TOML writes it
/// (`7`, `true`, `["a", "b"]`), then as plain text.
fn set(table: &mut Table, key: &str, text: &str, place: &str) -> Result<(), ConfigError> {
    let Some((section, key)) = key.split_once('.') else {
        return Err(ConfigError(format!("{place}: expected section.key, such as limits.requests")));
    };
    let plain = Value::String(text.to_owned());
    let typed = format!("value = {text}")
        .parse::<Table>()
        .ok()
        .and_then(|mut table| table.remove("value"))
        .filter(|value| !value.is_datetime());
    let mut last = None;
    for value in typed.into_iter().chain([plain]) {
        let mut trial = table.clone();
        let mut layer = Table::new();
        layer.insert(section.to_owned(), Value::Table(Table::from_iter([(key.to_owned(), value)])));
        merge(&mut trial, layer);
        match Config::deserialize_table(trial.clone()) {
            Ok(_) => {
                *table = trial;
                return Ok(());
            }
            Err(ConfigError(error)) => last = Some(error),
        }
    }
    Err(ConfigError(format!("{place}: {}", last.unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> [(String, String); 1] {
        [(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn flags_win_over_environment_over_file_over_defaults() {
        let folder = std::env::temp_dir().join(format!("expatch-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("expatch.toml");
        std::fs::write(&file, "[limits]\nrequests = 1\nconnections = 1\nbody_bytes = 1\n").unwrap();
        let environment = [
            ("EXPATCH_LIMITS__REQUESTS".to_owned(), "2".to_owned()),
            ("EXPATCH_LIMITS__CONNECTIONS".to_owned(), "2".to_owned()),
        ];
        let config = load(Some(&file), &[], environment, pair("limits.requests", "3")).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let limits = &config.limits;
        assert_eq!((limits.requests, limits.connections, limits.body_bytes), (3, 2, 1));
        assert_eq!(limits.line_bytes, Config::default().limits.line_bytes);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = load(None, &[], [], pair("limits.reqests", "3")).unwrap_err().to_string();
        assert!(error.contains("reqests"), "{error}");
        let error = load(None, &[], pair("EXPATCH_LIMITS__REQUESTS", "many"), []).unwrap_err();
        assert!(error.to_string().contains("EXPATCH_LIMITS__REQUESTS"), "{error}");
    }

    #[test]
    fn a_list_and_a_number_that_is_meant_as_text_are_understood() {
        let config = load(None, &[], pair("EXPATCH_CORS__ORIGINS", r#"["https://a.example"]"#), []);
        assert_eq!(config.unwrap().cors.origins, ["https://a.example"]);
        let config = load(None, &[], [], pair("site.folder", "2026"));
        assert_eq!(config.unwrap().site.folder.unwrap(), Path::new("2026"));
    }

    #[test]
    fn what_is_printed_loads_again() {
        let printed = Config::default().print();
        let again: Config = toml::from_str(&printed).unwrap();
        assert_eq!(again.print(), printed);
    }
}
