//! The inventory: servers by name, with the evidence they were last seen with.

use crate::Assessment;
use crate::Change;
use crate::Connection;
use crate::Draft;
use crate::Error;
use crate::Moment;
use crate::Row;
use crate::Store;
use crate::assessment;
use crate::id;
use crate::values;
use schemars::JsonSchema;
use serde::Serialize;

/// A registered server.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Server {
    /// Its identity.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub organisation: String,
    /// Where it is.
    pub country: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The text that says its version.
    pub evidence: String,
    /// When it was registered.
    pub created_at: Moment,
    /// When the above was last replaced.
    pub updated_at: Moment,
    /// Its verdict now.
    pub assessment: Assessment,
}

/// A server in a list.
#[derive(Clone, Debug, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// The server, with the beginning of its evidence.
    #[serde(flatten)]
    pub server: Server,
    /// The bytes of its evidence in all, where only the beginning is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_bytes: Option<u64>,
}

/// The bytes of evidence that a list shows of each server.
const SHOWN: u64 = 1024;

/// Which servers; an empty field asks for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this status.
    pub status: String,
    /// Of this organisation.
    pub organisation: String,
    /// In this country.
    pub country: String,
    /// With this tag.
    pub tag: String,
    /// After this name, ascending.
    pub after: String,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Imported {
    /// Servers that were new.
    pub created: usize,
    /// Servers that were there by that name.
    pub updated: usize,
}

const ONE: &str = "SELECT id, name, organisation, country, tags, created_at, updated_at,
    assessment, assessed_at, evidence FROM servers WHERE id = ?1";

const MANY: &str = "SELECT id, name, organisation, country, tags, created_at, updated_at,
    assessment, assessed_at, COALESCE(substr(evidence, 1, 1024), evidence), length(evidence)
    FROM servers WHERE name > ?1
    AND (?2 = '' OR status = ?2) AND (?3 = '' OR organisation = ?3)
    AND (?4 = '' OR country = ?4) AND (?5 = '' OR tags LIKE ?5 ESCAPE '!')
    ORDER BY name LIMIT ?6";

impl Store {
    /// Registers a server.
    ///
    /// # Errors
    /// One by that name is there, or the database fails.
    pub async fn create(
        &self,
        draft: &Draft,
        made: &Assessment,
        now: Moment,
    ) -> Result<Server, Error> {
        let (draft, made) = (draft.clone(), made.clone());
        self.write(move |connection| {
            if find(connection, &draft.name)?.is_some() {
                return Err(taken(&draft.name));
            }
            let id = insert(connection, &draft, &made, now)?;
            one(connection, &id)
        })
        .await
    }

    /// Replaces what is known of a server.
    ///
    /// # Errors
    /// No such server, another one by that name, or the database fails.
    pub async fn replace(
        &self,
        id: &str,
        draft: &Draft,
        made: &Assessment,
        now: Moment,
    ) -> Result<Server, Error> {
        let (id, draft, made) = (id.to_owned(), draft.clone(), made.clone());
        self.write(move |connection| {
            if find(connection, &draft.name)?.is_some_and(|other| other != id) {
                return Err(taken(&draft.name));
            }
            update(connection, &id, &draft, &made, now)?;
            one(connection, &id)
        })
        .await
    }

    /// Registers or replaces many servers by name, all or none.
    ///
    /// # Errors
    /// The database fails.
    pub async fn import(
        &self,
        drafts: Vec<(Draft, Assessment)>,
        now: Moment,
    ) -> Result<Imported, Error> {
        self.write(move |connection| {
            let mut imported = Imported::default();
            for (draft, made) in &drafts {
                if let Some(id) = find(connection, &draft.name)? {
                    update(connection, &id, draft, made, now)?;
                    imported.updated += 1;
                } else {
                    insert(connection, draft, made, now)?;
                    imported.created += 1;
                }
            }
            Ok(imported)
        })
        .await
    }

    /// One server.
    ///
    /// # Errors
    /// No such server, or the database fails.
    pub async fn server(&self, id: &str) -> Result<Server, Error> {
        let id = id.to_owned();
        self.read(move |connection| one(connection, &id)).await
    }

    /// Servers by name, ascending, each with the beginning of its evidence.
    ///
    /// # Errors
    /// The database fails.
    pub async fn servers(&self, filter: &Filter, limit: i64) -> Result<Vec<Listed>, Error> {
        let filter = filter.clone();
        let tag = match filter.tag.as_str() {
            "" => String::new(),
            tag => format!("%\n{}\n%", escaped(&tag.to_lowercase())),
        };
        self.read(move |connection| {
            let country = filter.country.to_ascii_uppercase();
            let Filter { after, status, organisation, .. } = &filter;
            let values = values![after, status, organisation, &country, &tag, limit];
            connection.rows(MANY, values, |row| {
                let bytes: u64 = row.get(10)?;
                Ok(Listed { server: read(row)?, evidence_bytes: (bytes > SHOWN).then_some(bytes) })
            })
        })
        .await
    }

    /// Forgets a server and its history; the changes it went through stay.
    ///
    /// # Errors
    /// No such server, or the database fails.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let id = id.to_owned();
        self.write(move |connection| {
            let done = connection.execute("DELETE FROM servers WHERE id = ?1", values![&id])?;
            (done == 1).then_some(()).ok_or(Error::NotFound("server"))
        })
        .await
    }
}

fn taken(name: &str) -> Error {
    Error::Conflict(format!("a server named {name:?} is registered; replace it by its id"))
}

/// A text that means only itself in a LIKE pattern with `!` as escape.
fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

fn find(connection: &Connection, name: &str) -> Result<Option<String>, Error> {
    connection.row("SELECT id FROM servers WHERE name = ?1", values![name], |row| row.get(0))
}

fn one(connection: &Connection, id: &str) -> Result<Server, Error> {
    connection.row(ONE, values![id], read)?.ok_or(Error::NotFound("server"))
}

fn insert(
    connection: &Connection,
    draft: &Draft,
    made: &Assessment,
    now: Moment,
) -> Result<String, Error> {
    let id = id::fresh("srv")?;
    connection.execute(
        "INSERT INTO servers (id, name, organisation, country, tags, evidence, revision,
             created_at, updated_at, status, severity, assessment, assessed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7, ?8, ?9, ?10, ?7)",
        values![
            &id,
            &draft.name,
            &draft.organisation,
            &draft.country,
            &joined(&draft.tags),
            draft.evidence.as_bytes(),
            now.0,
            &made.status,
            made.severity,
            &serde_json::to_string(made)?,
        ],
    )?;
    follow(connection, &id, draft, None, made, now)?;
    Ok(id)
}

fn update(
    connection: &Connection,
    id: &str,
    draft: &Draft,
    made: &Assessment,
    now: Moment,
) -> Result<(), Error> {
    let sql = "SELECT assessment FROM servers WHERE id = ?1";
    let before: Option<String> = connection.row(sql, values![id], |row| row.get(0))?;
    let before: Assessment = serde_json::from_str(&before.ok_or(Error::NotFound("server"))?)?;
    connection.execute(
        "UPDATE servers SET name = ?1, organisation = ?2, country = ?3, tags = ?4,
             evidence = ?5, revision = revision + 1, updated_at = ?6, status = ?7,
             severity = ?8, assessment = ?9, assessed_at = ?6 WHERE id = ?10",
        values![
            &draft.name,
            &draft.organisation,
            &draft.country,
            &joined(&draft.tags),
            draft.evidence.as_bytes(),
            now.0,
            &made.status,
            made.severity,
            &serde_json::to_string(made)?,
            id,
        ],
    )?;
    follow(connection, id, draft, Some(&before), made, now)
}

/// History and change, in the transaction of the server itself.
fn follow(
    connection: &Connection,
    id: &str,
    draft: &Draft,
    before: Option<&Assessment>,
    made: &Assessment,
    now: Moment,
) -> Result<(), Error> {
    assessment::append(connection, id, made, now)?;
    let who = (draft.name.clone(), draft.organisation.clone(), draft.country.clone());
    if let Some(change) = Change::between(id, who, before, made) {
        change.insert(connection, now)?;
    }
    Ok(())
}

/// Each tag between line feeds, so that one can be looked for whole.
fn joined(tags: &[String]) -> String {
    tags.iter().fold(String::from("\n"), |text, tag| text + tag + "\n")
}

fn read(row: &Row<'_>) -> Result<Server, Error> {
    let tags: String = row.get(4)?;
    let evidence: Vec<u8> = row.get(9)?;
    Ok(Server {
        id: row.get(0)?,
        name: row.get(1)?,
        organisation: row.get(2)?,
        country: row.get(3)?,
        tags: tags.lines().filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        evidence: String::from_utf8_lossy(&evidence).into_owned(),
        created_at: Moment(row.get(5)?),
        updated_at: Moment(row.get(6)?),
        assessment: assessment::read(row, 7, 8)?,
    })
}
