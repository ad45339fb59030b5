//! The inventory: servers by name, with the evidence they were last seen with.

use crate::Assessment;
use crate::Change;
use crate::Draft;
use crate::Error;
use crate::Moment;
use crate::Store;
use crate::assessment;
use crate::id;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::Any;
use sqlx::Row;
use sqlx::Transaction;
use sqlx::any::AnyRow;

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
    /// What it comes to now.
    pub assessment: Assessment,
}

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

const ONE: &str = "SELECT id, name, organisation, country, tags, evidence, created_at,
    updated_at, assessment, assessed_at FROM servers WHERE id = $1";

const MANY: &str = "SELECT id, name, organisation, country, tags, evidence, created_at,
    updated_at, assessment, assessed_at FROM servers WHERE name > $1
    AND ($2 = '' OR status = $2) AND ($3 = '' OR organisation = $3)
    AND ($4 = '' OR country = $4) AND ($5 = '' OR tags LIKE $5 ESCAPE '!')
    ORDER BY name LIMIT $6";

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
        let mut transaction = self.begin().await?;
        if find(&mut transaction, &draft.name).await?.is_some() {
            return Err(taken(&draft.name));
        }
        let id = insert(&mut transaction, draft, made, now).await?;
        transaction.commit().await?;
        self.server(&id).await
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
        let mut transaction = self.begin().await?;
        if find(&mut transaction, &draft.name).await?.is_some_and(|other| other != id) {
            return Err(taken(&draft.name));
        }
        update(&mut transaction, id, draft, made, now).await?;
        transaction.commit().await?;
        self.server(id).await
    }

    /// Registers or replaces many servers by name, all or none.
    ///
    /// # Errors
    /// The database fails.
    pub async fn import(
        &self,
        drafts: &[(Draft, Assessment)],
        now: Moment,
    ) -> Result<Imported, Error> {
        let mut transaction = self.begin().await?;
        let mut imported = Imported::default();
        for (draft, made) in drafts {
            if let Some(id) = find(&mut transaction, &draft.name).await? {
                update(&mut transaction, &id, draft, made, now).await?;
                imported.updated += 1;
            } else {
                insert(&mut transaction, draft, made, now).await?;
                imported.created += 1;
            }
        }
        transaction.commit().await?;
        Ok(imported)
    }

    /// One server.
    ///
    /// # Errors
    /// No such server, or the database fails.
    pub async fn server(&self, id: &str) -> Result<Server, Error> {
        let row = sqlx::query(ONE).bind(id.to_owned()).fetch_optional(&self.read).await?;
        read(&row.ok_or(Error::NotFound("server"))?)
    }

    /// Servers by name, ascending.
    ///
    /// # Errors
    /// The database fails.
    pub async fn servers(&self, filter: &Filter, limit: i64) -> Result<Vec<Server>, Error> {
        let tag = match filter.tag.as_str() {
            "" => String::new(),
            tag => format!("%\n{}\n%", escaped(&tag.to_lowercase())),
        };
        let rows = sqlx::query(MANY)
            .bind(filter.after.clone())
            .bind(filter.status.clone())
            .bind(filter.organisation.clone())
            .bind(filter.country.to_ascii_uppercase())
            .bind(tag)
            .bind(limit)
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Forgets a server and its history; the changes it went through stay.
    ///
    /// # Errors
    /// No such server, or the database fails.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM servers WHERE id = $1")
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        (done.rows_affected() == 1).then_some(()).ok_or(Error::NotFound("server"))
    }
}

fn taken(name: &str) -> Error {
    Error::Conflict(format!("a server named {name:?} is registered; replace it by its id"))
}

/// A text that means only itself in a LIKE pattern with `!` as escape.
fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

async fn find(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
) -> Result<Option<String>, Error> {
    let row = sqlx::query("SELECT id FROM servers WHERE name = $1")
        .bind(name.to_owned())
        .fetch_optional(&mut **transaction)
        .await?;
    Ok(row.map(|row| row.try_get("id")).transpose()?)
}

async fn insert(
    transaction: &mut Transaction<'static, Any>,
    draft: &Draft,
    made: &Assessment,
    now: Moment,
) -> Result<String, Error> {
    let id = id::fresh("srv")?;
    sqlx::query(
        "INSERT INTO servers (id, name, organisation, country, tags, evidence, revision,
             created_at, updated_at, status, assessment, assessed_at)
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8, $9, $7)",
    )
    .bind(id.clone())
    .bind(draft.name.clone())
    .bind(draft.organisation.clone())
    .bind(draft.country.clone())
    .bind(joined(&draft.tags))
    .bind(draft.evidence.clone().into_bytes())
    .bind(now.0)
    .bind(made.status.clone())
    .bind(serde_json::to_string(made)?)
    .execute(&mut **transaction)
    .await?;
    follow(transaction, &id, draft, None, made, now).await?;
    Ok(id)
}

async fn update(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    draft: &Draft,
    made: &Assessment,
    now: Moment,
) -> Result<(), Error> {
    let row = sqlx::query("SELECT assessment FROM servers WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(&mut **transaction)
        .await?;
    let row = row.ok_or(Error::NotFound("server"))?;
    let before: Assessment = serde_json::from_str(row.try_get("assessment")?)?;
    sqlx::query(
        "UPDATE servers SET name = $1, organisation = $2, country = $3, tags = $4,
             evidence = $5, revision = revision + 1, updated_at = $6, status = $7,
             assessment = $8, assessed_at = $6 WHERE id = $9",
    )
    .bind(draft.name.clone())
    .bind(draft.organisation.clone())
    .bind(draft.country.clone())
    .bind(joined(&draft.tags))
    .bind(draft.evidence.clone().into_bytes())
    .bind(now.0)
    .bind(made.status.clone())
    .bind(serde_json::to_string(made)?)
    .bind(id.to_owned())
    .execute(&mut **transaction)
    .await?;
    follow(transaction, id, draft, Some(&before), made, now).await
}

/// History and change, in the transaction of the server itself.
async fn follow(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    draft: &Draft,
    before: Option<&Assessment>,
    made: &Assessment,
    now: Moment,
) -> Result<(), Error> {
    assessment::append(transaction, id, made, now).await?;
    let who = (draft.name.clone(), draft.organisation.clone(), draft.country.clone());
    if let Some(change) = Change::between(id, who, before, made) {
        change.insert(transaction, now).await?;
    }
    Ok(())
}

/// Each tag between line feeds, so that one can be looked for whole.
fn joined(tags: &[String]) -> String {
    tags.iter().fold(String::from("\n"), |text, tag| text + tag + "\n")
}

fn read(row: &AnyRow) -> Result<Server, Error> {
    let tags: String = row.try_get("tags")?;
    let evidence: Vec<u8> = row.try_get("evidence")?;
    Ok(Server {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        organisation: row.try_get("organisation")?,
        country: row.try_get("country")?,
        tags: tags.lines().filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        evidence: String::from_utf8_lossy(&evidence).into_owned(),
        created_at: Moment(row.try_get("created_at")?),
        updated_at: Moment(row.try_get("updated_at")?),
        assessment: assessment::read(row, "assessment", "assessed_at")?,
    })
}
