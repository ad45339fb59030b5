//! Addresses that are told of changes.

use crate::Error;
use crate::Moment;
use crate::Store;
use crate::id;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An address that is told of changes.
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
            secret: format!("whsec_{}", id::hex(&id::random::<32>()?)),
        };
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO webhooks (id, url, secret, created_at) VALUES ($1, $2, $3, $4)")
            .bind(webhook.id.clone())
            .bind(webhook.url.clone())
            .bind(webhook.secret.clone())
            .bind(now.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(webhook)
    }

    /// All webhooks, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let rows =
            sqlx::query("SELECT id, url, secret, created_at FROM webhooks ORDER BY created_at, id")
                .fetch_all(&self.read)
                .await?;
        rows.iter().map(read).collect()
    }

    /// One webhook.
    ///
    /// # Errors
    /// No such webhook, or the database fails.
    pub async fn webhook(&self, id: &str) -> Result<Webhook, Error> {
        let row = sqlx::query("SELECT id, url, secret, created_at FROM webhooks WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&self.read)
            .await?;
        read(&row.ok_or(Error::NotFound("webhook"))?)
    }

    /// Forgets a webhook and what was to be sent to it.
    ///
    /// # Errors
    /// No such webhook, or the database fails.
    pub async fn delete_webhook(&self, id: &str) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM webhooks WHERE id = $1")
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM deliveries WHERE target = $1")
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        (done.rows_affected() == 1).then_some(()).ok_or(Error::NotFound("webhook"))
    }
}

fn read(row: &AnyRow) -> Result<Webhook, Error> {
    Ok(Webhook {
        id: row.try_get("id")?,
        url: row.try_get("url")?,
        secret: row.try_get("secret")?,
        created_at: Moment(row.try_get("created_at")?),
    })
}
