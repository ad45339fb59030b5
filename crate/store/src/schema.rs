//! The tables, and how an older database becomes a newer one: numbered steps,
//! each in a transaction, each once. A published step is never changed.

use crate::Error;
use sqlx::AnyPool;
use sqlx::AssertSqlSafe;
use sqlx::Row;

/// The steps, in order. `{serial}`, `{bytes}` and `{name}` stand for what the
/// two databases call differently.
const STEPS: [&[&str]; 1] = [&[
    "CREATE TABLE servers (id TEXT PRIMARY KEY, name {name} NOT NULL UNIQUE,
        organisation TEXT NOT NULL, country TEXT NOT NULL, tags TEXT NOT NULL,
        evidence {bytes} NOT NULL, revision BIGINT NOT NULL, created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL, status TEXT NOT NULL, assessment TEXT NOT NULL,
        assessed_at BIGINT NOT NULL)",
    "CREATE INDEX servers_status ON servers (status)",
    "CREATE TABLE assessments (seq {serial}, server TEXT NOT NULL REFERENCES servers (id)
        ON DELETE CASCADE, at BIGINT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX assessments_server ON assessments (server, seq)",
    "CREATE TABLE changes (seq {serial}, at BIGINT NOT NULL, told BIGINT NOT NULL,
        body TEXT NOT NULL)",
    "CREATE INDEX changes_told ON changes (told, seq)",
    "CREATE TABLE webhooks (id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL,
        created_at BIGINT NOT NULL)",
    "CREATE TABLE deliveries (seq {serial}, target TEXT NOT NULL, payload TEXT NOT NULL,
        created_at BIGINT NOT NULL, attempts BIGINT NOT NULL, next_at BIGINT NOT NULL,
        state TEXT NOT NULL, error TEXT NOT NULL)",
    "CREATE INDEX deliveries_due ON deliveries (state, next_at)",
    "CREATE INDEX deliveries_target ON deliveries (target, seq)",
    "CREATE TABLE tokens (id TEXT PRIMARY KEY, name TEXT NOT NULL, hash {bytes} NOT NULL,
        scopes TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)",
    "CREATE TABLE estate (day TEXT NOT NULL, status TEXT NOT NULL, servers BIGINT NOT NULL,
        PRIMARY KEY (day, status))",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
]];

/// Brings the tables to the newest step.
pub(crate) async fn migrate(pool: &AnyPool, postgres: bool) -> Result<(), Error> {
    sqlx::query("CREATE TABLE IF NOT EXISTS migrations (step BIGINT PRIMARY KEY)")
        .execute(pool)
        .await?;
    let mut transaction = pool.begin().await?;
    let row = sqlx::query("SELECT COALESCE(MAX(step), 0) AS step FROM migrations")
        .fetch_one(&mut *transaction)
        .await?;
    let done = usize::try_from(row.try_get::<i64, _>("step")?).unwrap_or(0);
    if done > STEPS.len() {
        return Err(Error::Database(format!(
            "its tables are of step {done}, this program knows {}; use a newer expatch",
            STEPS.len()
        )));
    }
    for (step, statements) in STEPS.iter().enumerate().skip(done) {
        for statement in *statements {
            let statement = match postgres {
                true => statement
                    .replace("{serial}", "BIGSERIAL PRIMARY KEY")
                    .replace("{bytes}", "BYTEA")
                    .replace("{name}", "TEXT COLLATE \"C\""),
                false => statement
                    .replace("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT")
                    .replace("{bytes}", "BLOB")
                    .replace("{name}", "TEXT"),
            };
            sqlx::query(AssertSqlSafe(statement)).execute(&mut *transaction).await?;
        }
        sqlx::query("INSERT INTO migrations (step) VALUES ($1)")
            .bind(step as i64 + 1)
            .execute(&mut *transaction)
            .await?;
    }
    Ok(transaction.commit().await?)
}
