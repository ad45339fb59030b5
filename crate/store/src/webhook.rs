//! Addresses that are notified of changes.

use crate::Error;
use crate::Moment;
use crate::Row;
use crate::Store;
use crate::id;
use crate::values;
use schemars::JsonSchema;
use serde::Serialize;

/// An address that is notified of changes.
#[derive(Clone, JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Its identity.
    pub id: String,
    /// Where messages go.
    pub url: String,
    /// When it was made.
    pub created_at: Moment,
    /// The key of the signatures: shown once, when it is made.
    #[serde(skip)]
    pub secret: String,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Makes a webhook with a fresh secret.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_webhook(&self, url: &str, now: Moment) -> Result<Webhook, Error> {
        let webhook = Webhook {
            id: id::fresh("hook")?,
            url: url.to_owned(),
            created_at: now,
            secret: format!("whsec_{}", expatch::hexadecimal(&id::random::<32>()?)),
        };
        let kept = webhook.clone();
        self.write(move |connection| {
            connection.execute(
                "INSERT INTO webhooks (id, url, secret, created_at) VALUES (?1, ?2, ?3, ?4)",
                values![&kept.id, &kept.url, &kept.secret, now.0],
            )?;
            Ok(())
        })
        .await?;
        Ok(webhook)
    }

    /// All webhooks, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        const SQL: &str =
            "SELECT id, url, secret, created_at FROM webhooks ORDER BY created_at, id";
        self.read(|connection| connection.rows(SQL, values![], read)).await
    }

    /// One webhook.
    ///
    /// # Errors
    /// No such webhook, or the database fails.
    pub async fn webhook(&self, id: &str) -> Result<Webhook, Error> {
        const SQL: &str = "SELECT id, url, secret, created_at FROM webhooks WHERE id = ?1";
        let id = id.to_owned();
        self.read(move |connection| {
            connection.row(SQL, values![&id], read)?.ok_or(Error::NotFound("webhook"))
        })
        .await
    }

    /// Forgets a webhook and what was to be sent to it.
    ///
    /// # Errors
    /// No such webhook, or the database fails.
    pub async fn delete_webhook(&self, id: &str) -> Result<(), Error> {
        let id = id.to_owned();
        self.write(move |connection| {
            let done = connection.execute("DELETE FROM webhooks WHERE id = ?1", values![&id])?;
            connection.execute("DELETE FROM deliveries WHERE target = ?1", values![&id])?;
            (done == 1).then_some(()).ok_or(Error::NotFound("webhook"))
        })
        .await
    }
}

fn read(row: &Row<'_>) -> Result<Webhook, Error> {
    Ok(Webhook {
        id: row.get(0)?,
        url: row.get(1)?,
        secret: row.get(2)?,
        created_at: Moment(row.get(3)?),
    })
}
