//! IntelMQ's contact database (`intelmq-certbund-contact`), in the forms that it
//! leaves PostgreSQL in: a plain dump of `pg_dump`, a folder with its tables as CSV,
//! or organisations as the JSON of its editor, Fody.
//!
//! Contacts that people keep go before those of the `_automatic` tables, which an
//! import from a registry fills. Addresses that are disabled are left out. What
//! annotations say of whom not to write to is a matter of that system's rules.

use super::Contacts;
use super::Entry;
use super::contacts::mail;
use super::tables::Row;
use super::tables::Tables;
use crate::error::Error;
use serde_json::Value;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::Path;

/// The database, read.
#[derive(Clone, Debug, Default)]
pub struct ContactDb {
    /// What people keep.
    pub manual: Contacts,
    /// What was imported from registries.
    pub automatic: Contacts,
    /// The national CERT, by country.
    national: HashMap<String, Entry>,
    /// Organisations with a contact.
    pub organisations: u64,
    /// Addresses that are none, and left out.
    pub unusable: Vec<String>,
}

/// Who is told of what.
#[derive(Default)]
struct Organisation {
    name: String,
    sector: Option<String>,
    mails: Vec<String>,
    /// Networks, names, `AS` and a number.
    keys: Vec<String>,
    countries: Vec<String>,
}

impl ContactDb {
    /// Reads a dump, a folder, or a JSON file.
    ///
    /// # Errors
    /// When it cannot be read, or is none of these.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let read =
            |path: &Path| std::fs::read(path).map_err(|error| Error::Io(path.to_owned(), error));
        let mut found = Self::default();
        if !path.is_dir() {
            found.add(&read(path)?).map_err(|what| Error::source(path, what))?;
            return Ok(found);
        }
        let mut tables = Tables::default();
        let mut documents = 0;
        let entries = std::fs::read_dir(path).map_err(|error| Error::Io(path.to_owned(), error))?;
        for entry in entries {
            let file = entry.map_err(|error| Error::Io(path.to_owned(), error))?.path();
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let wrong = |what| Error::source(&file, what);
            match file.extension().and_then(|end| end.to_str()) {
                Some("csv") => tables.add_csv(&name, &read(&file)?).map_err(wrong)?,
                Some("json") => {
                    found.add_json(&read(&file)?).map_err(wrong)?;
                    documents += 1;
                }
                _ => {}
            }
        }
        if documents == 0 || tables.has(TABLES[0]) {
            found.add_tables(&tables).map_err(|what| Error::source(path, what))?;
        }
        Ok(found)
    }

    /// Adds a file, whichever it is.
    fn add(&mut self, bytes: &[u8]) -> Result<(), String> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        if text.starts_with(b"{") || text.starts_with(b"[") {
            return self.add_json(text);
        }
        if text.starts_with(b"PGDMP") {
            let what = "a dump in PostgreSQL's own format: `pg_restore -f plain.sql` makes a plain \
                        one of it";
            return Err(what.to_owned());
        }
        self.add_tables(&Tables::of_dump(text)?)
    }

    /// The national CERT of a country.
    pub fn national(&self, country: &str) -> Option<&Entry> {
        self.national.get(country)
    }

    fn add_tables(&mut self, tables: &Tables) -> Result<(), String> {
        if !TABLES.iter().any(|name| tables.has(name)) {
            return Err(format!(
                "no contact database: expected the tables {} and those that belong to them",
                TABLES.join(" or ")
            ));
        }
        for table in TABLES {
            let variant = table.strip_prefix("organisation").unwrap_or_default();
            let is_automatic = !variant.is_empty();
            for organisation in of_tables(tables, variant) {
                self.insert(organisation, is_automatic);
            }
        }
        Ok(())
    }

    /// Documents with an organisation, a list of them, or Fody's `{"orgs": […]}`.
    fn add_json(&mut self, bytes: &[u8]) -> Result<(), String> {
        for value in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
            let value = value.map_err(|error| error.to_string())?;
            let inner = value.get("orgs").unwrap_or(&value);
            let organisations = match inner {
                Value::Array(list) => &list[..],
                one => std::slice::from_ref(one),
            };
            for one in organisations {
                let organisation = Organisation::of_json(one).ok_or(
                    "no organisation of a contact database: expected `name` and `contacts`",
                )?;
                self.insert(organisation, one.get("import_source").is_some());
            }
        }
        Ok(())
    }

    fn insert(&mut self, organisation: Organisation, is_automatic: bool) {
        let Organisation { name, sector, mails, keys, countries } = organisation;
        let mut contacts = Vec::new();
        for text in mails {
            match mail(&text) {
                Some(mail) if !contacts.contains(&mail) => contacts.push(mail),
                Some(_) => {}
                None => self.unusable.push(text),
            }
        }
        if contacts.is_empty() {
            return;
        }
        self.organisations += 1;
        let organisation = Some(name).filter(|name| !name.is_empty());
        let entry = Entry { organisation, contacts, sector, language: None };
        for country in countries {
            let known = self.national.entry(country.to_ascii_uppercase()).or_default();
            known.join(entry.clone());
        }
        let list = if is_automatic { &mut self.automatic } else { &mut self.manual };
        for key in keys {
            list.insert(&key, entry.clone());
        }
    }
}

/// The tables with organisations: those that people keep, and imported ones.
const TABLES: [&str; 2] = ["organisation", "organisation_automatic"];

/// The organisations of the tables with this ending.
fn of_tables(tables: &Tables, variant: &str) -> Vec<Organisation> {
    let named = |name: &str| format!("{name}{variant}");
    let id = named("organisation") + "_id";
    let field = |row: &Row, name: &str| row.get(name).cloned().unwrap_or_default();
    let by_id = |table: &str, id: &str, value: &str| -> HashMap<String, String> {
        tables.rows(table).map(|row| (field(row, id), field(row, value))).collect()
    };
    let sectors = by_id("sector", "sector_id", "name");
    let mut order = Vec::new();
    let mut found: HashMap<String, Organisation> = HashMap::new();
    for row in tables.rows(&named("organisation")) {
        let sector = sectors.get(&field(row, "sector_id")).map(|name| name.to_lowercase());
        let organisation = Organisation { name: field(row, "name"), sector, ..Default::default() };
        order.push(field(row, &id));
        found.insert(field(row, &id), organisation);
    }
    let is_off = |row: &&Row| ["f", "false"].contains(&&*field(row, "enabled"));
    let off = tables.rows("email_status").filter(is_off);
    let off: HashSet<String> = off.map(|row| field(row, "email").to_lowercase()).collect();
    for row in tables.rows(&named("contact")) {
        let mail = field(row, "email");
        if let Some(organisation) = found.get_mut(&field(row, &id))
            && !off.contains(&mail.to_lowercase())
        {
            organisation.mails.push(mail);
        }
    }
    for row in tables.rows(&named("organisation_to_asn")) {
        if let Some(organisation) = found.get_mut(&field(row, &id)) {
            organisation.keys.push(format!("AS{}", field(row, "asn")));
        }
    }
    for (table, value) in [("network", "address"), ("fqdn", "fqdn")] {
        let key = named(table) + "_id";
        let values = by_id(&named(table), &key, value);
        for row in tables.rows(&named(&format!("organisation_to_{table}"))) {
            if let Some(organisation) = found.get_mut(&field(row, &id)) {
                organisation.keys.extend(values.get(&field(row, &key)).cloned());
            }
        }
    }
    for row in tables.rows(&named("national_cert")) {
        if let Some(organisation) = found.get_mut(&field(row, &id)) {
            organisation.countries.push(field(row, "country_code"));
        }
    }
    order.iter().filter_map(|id| found.remove(id)).collect()
}

impl Organisation {
    fn of_json(value: &Value) -> Option<Self> {
        let list = |name: &str, field: &str| -> Vec<String> {
            let members = value.get(name).and_then(Value::as_array);
            let texts =
                members.into_iter().flatten().filter_map(|member| match member.get(field) {
                    Some(Value::String(text)) => Some(text.clone()),
                    Some(Value::Number(number)) => Some(number.to_string()),
                    _ => None,
                });
            texts.collect()
        };
        let name = value.get("name")?.as_str()?.to_owned();
        value.get("contacts")?.as_array()?;
        let asns = list("asns", "asn").into_iter().map(|number| format!("AS{number}"));
        let keys = asns.chain(list("networks", "address")).chain(list("fqdns", "fqdn"));
        Some(Self {
            name,
            sector: None,
            mails: list("contacts", "email"),
            keys: keys.collect(),
            countries: list("national_certs", "country_code"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `pg_dump` writes it, cut down to the tables that are read.
    const DUMP: &str = "--\n-- PostgreSQL database dump\n--\nSET client_encoding = 'UTF8';\n\
        COPY public.contact (contact_id, firstname, email, comment, organisation_id) FROM stdin;\n\
        1\t\tict@town.example\tmind\\tthe tab\t7\n2\t\tgone@town.example\t\t7\n\
        3\t\tnobody\t\t8\n4\t\tcert@be.example\t\t9\n\\.\n\n\
        COPY public.organisation (organisation_id, name, sector_id, comment) FROM stdin;\n\
        7\tTown of Example\t1\t\n8\tNobody\t\\N\t\n9\tCERT.be\t\\N\t\n\\.\n\n\
        COPY public.sector (sector_id, name) FROM stdin;\n1\tTown\n\\.\n\
        COPY public.network (network_id, address, comment) FROM stdin;\n5\t192.0.2.0/24\t\n\\.\n\
        COPY public.organisation_to_network (organisation_id, network_id) FROM stdin;\n7\t5\n\\.\n\
        COPY public.fqdn (fqdn_id, fqdn, comment) FROM stdin;\n6\ttown.example\t\n\\.\n\
        COPY public.organisation_to_fqdn (organisation_id, fqdn_id) FROM stdin;\n7\t6\n\\.\n\
        COPY public.national_cert (national_cert_id, country_code, organisation_id) FROM stdin;\n\
        1\tBE\t9\n\\.\n\
        COPY public.email_status (email, enabled, added) FROM stdin;\n\
        gone@town.example\tf\t2026-01-01\n\\.\n\
        COPY public.organisation_automatic (organisation_automatic_id, name) FROM stdin;\n\
        1\tBig Net\n\\.\n\
        COPY public.contact_automatic (contact_automatic_id, email, organisation_automatic_id) \
        FROM stdin;\n1\tabuse@big.example\t1\n\\.\n\
        COPY public.organisation_to_asn_automatic (organisation_automatic_id, asn) FROM stdin;\n\
        1\t64496\n\\.\n";

    #[track_caller]
    fn told(list: &Contacts, address: &str, name: &str, asn: Option<u32>) -> Vec<String> {
        let names = [name.to_owned()];
        let entry = list.get("", address.parse().ok(), &names, asn);
        entry.map(|entry| entry.contacts.clone()).unwrap_or_default()
    }

    #[track_caller]
    fn check(found: &ContactDb) {
        assert_eq!(told(&found.manual, "192.0.2.9", "", None), ["ict@town.example"]);
        assert_eq!(told(&found.manual, "", "mail.town.example", None), ["ict@town.example"]);
        assert_eq!(told(&found.manual, "203.0.113.1", "", Some(64496)), [""; 0]);
        assert_eq!(told(&found.automatic, "203.0.113.1", "", Some(64496)), ["abuse@big.example"]);
        let cert = found.national("BE").map(|entry| entry.contacts.clone());
        assert_eq!(cert, Some(vec!["cert@be.example".to_owned()]));
        assert_eq!(found.organisations, 3);
        assert_eq!(found.unusable, ["nobody"]);
    }

    #[test]
    fn a_dump_a_folder_of_tables_and_the_editors_json_say_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let dump = folder.path().join("contactdb.sql");
        std::fs::write(&dump, DUMP).expect("written");
        let found = ContactDb::read(&dump).expect("it can be read");
        check(&found);
        let town = found.manual.get("", "192.0.2.9".parse().ok(), &[], None).expect("known");
        assert_eq!(town.organisation.as_deref(), Some("Town of Example"));
        assert_eq!(town.sector.as_deref(), Some("town"));

        let tables = folder.path().join("tables");
        std::fs::create_dir(&tables).expect("made");
        for (name, rows) in [
            (
                "organisation",
                "organisation_id,name,sector_id\n7,Town of Example,\n8,Nobody,\n9,C,\n",
            ),
            (
                "contact",
                "contact_id,email,comment,organisation_id\n1,ict@town.example,\"a, b\",7\n\
                 2,gone@town.example,,7\n3,nobody,,8\n4,cert@be.example,,9\n",
            ),
            ("network", "network_id,address\n5,192.0.2.0/24\n"),
            ("organisation_to_network", "organisation_id,network_id\n7,5\n"),
            ("fqdn", "fqdn_id,fqdn\n6,town.example\n"),
            ("organisation_to_fqdn", "organisation_id,fqdn_id\n7,6\n"),
            ("national_cert", "national_cert_id,country_code,organisation_id\n1,BE,9\n"),
            ("email_status", "email,enabled\nGone@town.example,f\n"),
            ("organisation_automatic", "organisation_automatic_id,name\n1,Big Net\n"),
            (
                "contact_automatic",
                "contact_automatic_id,email,organisation_automatic_id\n1,abuse@big.example,1\n",
            ),
            ("organisation_to_asn_automatic", "organisation_automatic_id,asn\n1,64496\n"),
        ] {
            std::fs::write(tables.join(format!("{name}.csv")), rows).expect("written");
        }
        check(&ContactDb::read(&tables).expect("it can be read"));

        let json = r#"{"commands": ["create", "create", "create", "create"], "orgs": [
            {"name": "Town of Example", "contacts": [{"email": "ict@town.example"}], "asns": [],
             "networks": [{"address": "192.0.2.0/24", "annotations": []}],
             "fqdns": [{"fqdn": "town.example"}]},
            {"name": "Nobody", "contacts": [{"email": "nobody"}]},
            {"name": "CERT.be", "contacts": [{"email": "cert@be.example"}],
             "national_certs": [{"country_code": "BE"}]},
            {"name": "Big Net", "import_source": "ripe", "asns": [{"asn": 64496}],
             "contacts": [{"email": "abuse@big.example"}]}]}"#;
        let file = folder.path().join("orgs.json");
        std::fs::write(&file, json).expect("written");
        check(&ContactDb::read(&file).expect("it can be read"));
    }

    #[test]
    fn what_is_no_contact_database_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        for (content, word) in [
            ("PGDMP\0", "pg_restore"),
            ("COPY public.tickets (a) FROM stdin;\n1\n\\.\n", "organisation_automatic"),
            ("CREATE TABLE organisation (id int);\n", "COPY"),
            ("COPY public.organisation (organisation_id, name) FROM stdin;\n1\tA\n", "ends in"),
            ("COPY public.organisation (organisation_id, name) FROM stdin;\n1\n\\.\n", "1 cell"),
            ("{\"a\": 1}", "`contacts`"),
        ] {
            let file = folder.path().join("file");
            std::fs::write(&file, content).expect("written");
            let error = ContactDb::read(&file).expect_err("it is none").to_string();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn two_organisations_of_one_network_are_both_told() {
        let mut found = ContactDb::default();
        for (name, mail) in [("A", "a@a.example"), ("B", "b@b.example")] {
            let json = format!(
                r#"{{"name":"{name}","contacts":[{{"email":"{mail}"}}],
                    "networks":[{{"address":"2001:db8::/32"}}]}}"#
            );
            found.add(json.as_bytes()).expect("it can be read");
        }
        let entry = found.manual.get("", "2001:db8::1".parse().ok(), &[], None).expect("known");
        assert_eq!(entry.contacts, ["a@a.example", "b@b.example"]);
        assert_eq!(entry.organisation.as_deref(), Some("A, B"));
    }
}
