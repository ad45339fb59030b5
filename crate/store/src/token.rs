//! Who may ask: tokens of which only a hash is kept.

use crate::Error;
use crate::Moment;
use crate::Store;
use crate::id;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::str::FromStr;
use subtle::ConstantTimeEq;

/// What a token allows.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To see servers, changes and the estate.
    Read,
    /// To register, replace and delete servers.
    Write,
    /// To say who is told.
    Admin,
}

impl Scope {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        [Self::Read, Self::Write, Self::Admin]
            .into_iter()
            .find(|scope| scope.name() == text)
            .ok_or_else(|| Error::Invalid(format!("expected read, write or admin, not {text:?}")))
    }
}

/// A token as it is kept.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its identity; not secret.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Moment,
    /// When it ends, where it does.
    pub expires_at: Option<Moment>,
}

impl Token {
    /// Whether it allows this.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// A token that was just made, with its text, which cannot be had again.
pub struct Issued {
    /// What is kept of it.
    pub token: Token,
    /// What its holder sends: `expatch_ID_SECRET`.
    pub text: String,
}

/// "Never" in the table.
const NEVER: i64 = i64::MAX;

impl Store {
    /// Makes a token.
    ///
    /// # Errors
    /// No scope, or the database fails.
    pub async fn issue(
        &self,
        name: &str,
        scopes: &[Scope],
        expires_at: Option<Moment>,
        now: Moment,
    ) -> Result<Issued, Error> {
        if scopes.is_empty() {
            return Err(Error::Invalid("a token needs a scope: read, write, admin".to_owned()));
        }
        let (id, secret) = (id::hex(&id::random::<6>()?), id::hex(&id::random::<32>()?));
        let token = Token {
            id,
            name: name.to_owned(),
            scopes: scopes.to_vec(),
            created_at: now,
            expires_at,
        };
        let names: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO tokens (id, name, hash, scopes, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(token.id.clone())
        .bind(token.name.clone())
        .bind(hash(&secret))
        .bind(names.join(" "))
        .bind(now.0)
        .bind(expires_at.map_or(NEVER, |moment| moment.0))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Issued { text: format!("expatch_{}_{secret}", token.id), token })
    }

    /// Makes a token like another one, which ends at a moment from now on.
    ///
    /// # Errors
    /// No such token, or the database fails.
    pub async fn rotate(&self, id: &str, ends: Moment, now: Moment) -> Result<Issued, Error> {
        let old = self.tokens().await?.into_iter().find(|token| token.id == id);
        let old = old.ok_or(Error::NotFound("token"))?;
        let fresh = self.issue(&old.name, &old.scopes, old.expires_at, now).await?;
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE tokens SET expires_at = $1 WHERE id = $2 AND expires_at > $1")
            .bind(ends.0)
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(fresh)
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// No such token, or the database fails.
    pub async fn revoke(&self, id: &str) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM tokens WHERE id = $1")
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        (done.rows_affected() == 1).then_some(()).ok_or(Error::NotFound("token"))
    }

    /// All tokens, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tokens(&self) -> Result<Vec<Token>, Error> {
        let rows = sqlx::query(
            "SELECT id, name, hash, scopes, created_at, expires_at FROM tokens
             ORDER BY created_at, id",
        )
        .fetch_all(&self.read)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The token that a text is, where it is one and has not ended. The secret
    /// is compared by its hash, in a time that does not tell where it differs.
    ///
    /// # Errors
    /// The database fails.
    pub async fn authenticate(&self, text: &str, now: Moment) -> Result<Option<Token>, Error> {
        let parts = text.strip_prefix("expatch_").and_then(|rest| rest.split_once('_'));
        let Some((id, secret)) = parts else { return Ok(None) };
        let row = sqlx::query(
            "SELECT id, name, hash, scopes, created_at, expires_at FROM tokens
             WHERE id = $1 AND expires_at > $2",
        )
        // PostgreSQL's texts hold no NUL; no token does.
        .bind(id.replace('\0', ""))
        .bind(now.0)
        .fetch_optional(&self.read)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let known: Vec<u8> = row.try_get("hash")?;
        let same = bool::from(known.ct_eq(&hash(secret)));
        same.then(|| read(&row)).transpose()
    }
}

/// The secret has 256 random bits: nothing slower than one hash is needed.
fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn read(row: &AnyRow) -> Result<Token, Error> {
    let scopes: String = row.try_get("scopes")?;
    let expires: i64 = row.try_get("expires_at")?;
    Ok(Token {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        scopes: scopes.split_whitespace().map(str::parse).collect::<Result<_, _>>()?,
        created_at: Moment(row.try_get("created_at")?),
        expires_at: (expires != NEVER).then_some(Moment(expires)),
    })
}
