//! Who may ask: tokens of which only a hash is kept.

use crate::Connection;
use crate::Error;
use crate::Moment;
use crate::Row;
use crate::Store;
use crate::id;
use crate::values;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
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
    /// To say who is notified.
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
        let (id, secret) =
            (expatch::hexadecimal(&id::random::<6>()?), expatch::hexadecimal(&id::random::<32>()?));
        let token = Token {
            id,
            name: name.to_owned(),
            scopes: scopes.to_vec(),
            created_at: now,
            expires_at,
        };
        let kept = (token.clone(), hash(&secret));
        self.write(move |connection| insert(connection, &kept.0, &kept.1)).await?;
        Ok(Issued { text: format!("expatch_{}_{secret}", token.id), token })
    }

    /// Makes a token like another one, which ends at a moment from now on: both
    /// or neither.
    ///
    /// # Errors
    /// No such token, or the database fails.
    pub async fn rotate(&self, id: &str, ends: Moment, now: Moment) -> Result<Issued, Error> {
        const SQL: &str =
            "SELECT id, name, hash, scopes, created_at, expires_at FROM tokens WHERE id = ?1";
        let (fresh, secret) =
            (expatch::hexadecimal(&id::random::<6>()?), expatch::hexadecimal(&id::random::<32>()?));
        let (id, hashed) = (id.to_owned(), hash(&secret));
        let token = self
            .write(move |connection| {
                let old = connection.row(SQL, values![&id], read)?;
                let old = old.ok_or(Error::NotFound("token"))?;
                let token = Token { id: fresh, created_at: now, ..old };
                insert(connection, &token, &hashed)?;
                connection.execute(
                    "UPDATE tokens SET expires_at = ?1 WHERE id = ?2 AND expires_at > ?1",
                    values![ends.0, &id],
                )?;
                Ok(token)
            })
            .await?;
        Ok(Issued { text: format!("expatch_{}_{secret}", token.id), token })
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// No such token, or the database fails.
    pub async fn revoke(&self, id: &str) -> Result<(), Error> {
        let id = id.to_owned();
        self.write(move |connection| {
            let done = connection.execute("DELETE FROM tokens WHERE id = ?1", values![&id])?;
            (done == 1).then_some(()).ok_or(Error::NotFound("token"))
        })
        .await
    }

    /// All tokens, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tokens(&self) -> Result<Vec<Token>, Error> {
        const SQL: &str = "SELECT id, name, hash, scopes, created_at, expires_at FROM tokens
             ORDER BY created_at, id";
        self.read(|connection| connection.rows(SQL, values![], read)).await
    }

    /// The token that a text is, where it is one and has not ended. The secret
    /// is compared by its hash, in a time that does not tell where it differs.
    ///
    /// # Errors
    /// The database fails.
    pub async fn authenticate(&self, text: &str, now: Moment) -> Result<Option<Token>, Error> {
        const SQL: &str = "SELECT id, name, hash, scopes, created_at, expires_at FROM tokens
             WHERE id = ?1 AND expires_at > ?2";
        let parts = text.strip_prefix("expatch_").and_then(|rest| rest.split_once('_'));
        let Some((id, secret)) = parts else { return Ok(None) };
        // PostgreSQL's texts hold no NUL; no token does.
        let (id, hash) = (id.replace('\0', ""), hash(secret));
        self.read(move |connection| {
            let found = connection.row(SQL, values![&id, now.0], |row| {
                Ok::<_, Error>((row.get::<Vec<u8>>(2)?, read(row)?))
            })?;
            let same = |(known, _): &(Vec<u8>, Token)| bool::from(known.ct_eq(&hash));
            Ok(found.filter(same).map(|(_, token)| token))
        })
        .await
    }
}

fn insert(connection: &Connection, token: &Token, hash: &[u8]) -> Result<(), Error> {
    let names: Vec<_> = token.scopes.iter().map(|scope| scope.name()).collect();
    connection.execute(
        "INSERT INTO tokens (id, name, hash, scopes, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![
            &token.id,
            &token.name,
            hash,
            &names.join(" "),
            token.created_at.0,
            token.expires_at.map_or(NEVER, |moment| moment.0),
        ],
    )?;
    Ok(())
}

/// The secret has 256 random bits: nothing slower than one hash is needed.
fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn read(row: &Row<'_>) -> Result<Token, Error> {
    let scopes: String = row.get(3)?;
    let expires: i64 = row.get(5)?;
    Ok(Token {
        id: row.get(0)?,
        name: row.get(1)?,
        scopes: scopes.split_whitespace().map(str::parse).collect::<Result<_, _>>()?,
        created_at: Moment(row.get(4)?),
        expires_at: (expires != NEVER).then_some(Moment(expires)),
    })
}
