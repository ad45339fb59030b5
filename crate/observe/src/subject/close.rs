//! The outcome of a record when it closes: which versions count, for which
//! machine, and why the others do not.
//!
//! tidy: long because every decision about a record stands here once

use super::record::About;
use super::record::File;
use super::record::Record;
use super::record::Version;
use super::record::is_machine;
use super::record::release_of;
use super::update::Update;
use crate::build::Build;
use crate::channel::Channel;
use crate::channel::fields::Parts;
use crate::document::number::Number;
use crate::document::number::number;
use crate::evidence::Claim;
use crate::evidence::Named;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::state::State;
use crate::standing::value::Value;
use alloc::string::String;
use core::ops::Range;

impl Record {
    /// Ends the record: decides, notes, names.
    pub(crate) fn close(mut self, reader: &mut Reader<'_>) {
        self.decide(reader);
        self.name_pieces(reader);
        if self.sample {
            self.withdraw(reader);
        }
    }

    /// Nothing of a sample counts.
    fn withdraw(&self, reader: &mut Reader<'_>) {
        let first = self.first.min(reader.evidence.len());
        for piece in reader.evidence.split_off(first) {
            if matches!(piece.claim, Claim::Build(_) | Claim::Prefix(_) | Claim::Named(_)) {
                reader.mention(piece.span, piece.claim, Why::Sample);
            }
        }
    }

    /// Ends a record within another: what it cannot decide by itself goes to
    /// the outer one, whose name may say whose it is.
    pub(crate) fn close_into(mut self, reader: &mut Reader<'_>, outer: &mut Self) {
        if self.about == About::Unknown && self.name.is_none() && self.title.is_none() {
            outer.versions.append(&mut self.versions);
            outer.kb = outer.kb.take().or(self.kb.take());
        }
        if self.name.is_none() && outer.cpe.is_none() {
            outer.cpe = self.cpe.take();
        }
        let inner = self.is_named();
        if !inner && self.about == About::Exchange && self.state.is_none() {
            // The product stands here, the machine outside.
            let title = self.title.take();
            let versions = core::mem::take(&mut self.versions);
            let bare = versions.is_empty();
            let release = self.names_release(title.as_ref());
            for version in versions {
                if self.row && (release || version.value.names_release()) {
                    outer.releases.push(version);
                } else {
                    self.product_version(reader, version);
                }
            }
            if bare {
                self.title = title;
            }
        }
        if !inner {
            outer.releases.append(&mut self.releases);
        }
        let told = !self.versions.is_empty() || reader.evidence.len() > self.first;
        self.decide(reader);
        if inner && !told && reader.updates.len() == self.first_update {
            // An object that only names: the name of what stands beside it. One that
            // names a program and its version is a program's.
            if let Some((rank, name)) = self.name.filter(|_| !self.foreign) {
                outer.call(rank, name);
            }
            return;
        }
        if inner {
            return self.name_pieces(reader);
        }
        for piece in reader.evidence.iter_mut().skip(self.first) {
            if piece.record == self.id {
                piece.record = outer.id;
            }
        }
        for update in reader.updates.iter_mut().skip(self.first_update) {
            if update.record == self.id {
                update.record = outer.id;
            }
        }
        if outer.tag.is_none() {
            outer.tag = self.tag;
        }
        if outer.about == About::Unknown && self.about == About::Exchange {
            outer.about = About::Exchange;
            outer.said = self.said;
        }
    }

    /// Whether what the record is about is one release, or has the day of one.
    fn names_release(&self, title: Option<&(Value, Range<usize>)>) -> bool {
        let named = |(named, _): (Named, _)| {
            named.baseline.is_some() || named.update.is_some() || named.kb.is_some()
        };
        release_of(title).is_some_and(named) || self.date.is_some()
    }

    fn decide(&mut self, reader: &mut Reader<'_>) {
        for version in core::mem::take(&mut self.releases) {
            if self.name.is_some() {
                self.product_version(reader, version);
            } else {
                reader.mention_value(&version.value, version.span, Why::Reference);
            }
        }
        self.complete_parts(reader);
        if matches!(self.file, File::ExSetup | File::Loose) && self.about == About::Unknown {
            // A column called `Version` beside the file is the file's.
            let numbers = |version: &mut Version| {
                let own = !version.labelled && version.channel.is_none() && !version.value.display;
                version.value.number.is_some_and(|it| own && it.is_plausible())
            };
            let own = self.versions.extract_if(.., numbers);
            self.files.extend(own.filter_map(|version| version.value.number));
        }
        self.file_versions(reader);
        self.forget_number(reader.text);
        let named = self.versions.iter().any(|version| version.value.number.is_some());
        for version in core::mem::take(&mut self.versions) {
            match self.state {
                _ if self.about == About::Other
                    && !version.labelled
                    && version.channel.is_none() =>
                {
                    if self.related {
                        reader.mention_value(&version.value, version.span, Why::Reference);
                    }
                }
                Some(State::Not(why)) if version.channel.is_none() && !version.value.display => {
                    reader.mention_value(&version.value, version.span, why);
                }
                _ => self.version_counts(reader, version, named),
            }
        }
        self.title_counts(reader, named);
        self.cpe_counts(reader);
        if let Some(tag) = self.tag.take()
            && reader.evidence.len() == self.first
            && self.name.is_some()
        {
            reader.put(
                self,
                Channel::ScannerRow,
                tag,
                Precision::None,
                Standing::Observed,
                Claim::ExchangeServer,
            );
        }
    }

    /// A record called by its own number is a release's: `"15.2.1748.39": {"build": …}`.
    fn forget_number(&mut self, text: &[u8]) {
        let Some((_, name)) = &self.name else { return };
        let Some(own) = number(text, name.start).filter(|it| it.end == name.end) else { return };
        let same = |version: &Version| {
            version.value.number.is_some_and(|it| it.is_plausible() && it.agrees(&own))
        };
        if own.count() > 2 && self.versions.iter().any(same) {
            self.name = None;
        }
    }

    /// A version that no field's name gives to Exchange.
    fn version_counts(&mut self, reader: &mut Reader<'_>, version: Version, numbered: bool) {
        let product = version.value.number.filter(|number| number.count() == 2);
        if let (Some(number), Some(channel)) = (product, version.channel) {
            return reader.note(self, channel, &number, Precision::Product);
        }
        if let Some(number) = version.value.number.filter(|number| number.count() >= 3) {
            if !number.is_plausible() {
                return;
            }
            if let Some(channel) = version.channel {
                // A table of releases lists their numbers too.
                let release = release_of(self.title.as_ref()).is_some();
                if self.row && self.name.is_none() && release {
                    return reader.mention_number(&number, Why::Reference);
                }
                return reader.note(self, channel, &number, channel.precision());
            }
            if version.value.display {
                let channel = if version.value.serial {
                    Channel::AdSerialNumber
                } else {
                    Channel::AdminDisplayVersion
                };
                let standing = if version.labelled { Standing::Stated } else { Standing::Observed };
                return reader.number(self, channel, &number, Precision::Baseline, standing);
            }
            let release = release_of(self.title.as_ref())
                .is_some_and(|(named, _)| named.baseline.is_some() || named.update.is_some());
            if version.labelled && self.name.is_none() {
                if self.lists_releases() {
                    return reader.mention_number(&number, Why::Reference);
                }
                return reader.state(self, Channel::LabelledBuild, &number);
            }
            let listed = reader.context.listing || self.program;
            // Beside the article of its update it is a release's number.
            let article = self.kb.is_some() && self.state != Some(State::Installed);
            if self.name.is_none() && (article || self.released) && !listed && !self.hotfix {
                return reader.mention_number(&number, Why::Reference);
            }
            if self.name.is_none()
                && self.row
                && !listed
                && (release || version.value.names_release() || self.date.is_some())
                && self.block != Block::Properties
            {
                return reader.mention_number(&number, Why::Reference);
            }
            if self.name.is_some() || self.about == About::Exchange {
                return self.product_version(reader, version);
            }
            return reader.mention_number(&number, Why::NoMachine);
        }
        // Words, or no more than the product.
        if numbered {
            return;
        }
        let claim = match (&version.value.named, version.value.number) {
            (Some((named, span)), _) => Some((named_claim(named), precision(named), span.clone())),
            (None, Some(number)) if self.about == About::Exchange || version.labelled => number
                .prefix()
                .map(|prefix| (Claim::Prefix(prefix), Precision::Product, number.span())),
            _ => None,
        };
        let Some((claim, precision, span)) = claim else { return };
        let typed = version.labelled && self.name.is_none();
        if typed && self.lists_releases() {
            return reader.mention(span, claim, Why::Reference);
        }
        if self.name.is_none() && !version.labelled && self.about != About::Exchange {
            return reader.mention(span, claim, Why::NoMachine);
        }
        let standing = if typed { Standing::Stated } else { Standing::Observed };
        reader.put(self, Channel::NamedRelease, span, precision, standing, claim);
        self.title = None;
    }

    /// Whether it is one of several rows that say of a release what is true of it: a
    /// column of versions, none of machines.
    fn lists_releases(&self) -> bool {
        self.row && self.block == Block::Table && self.name.is_none()
    }

    /// A number that is Exchange's on a machine, or on the one of this paste.
    fn product_version(&mut self, reader: &mut Reader<'_>, version: Version) {
        let Some(number) = version.value.number.filter(Number::is_plausible) else {
            if let Some((named, span)) = version.value.named {
                let claim = named_claim(&named);
                reader.put(
                    self,
                    Channel::NamedRelease,
                    span,
                    precision(&named),
                    Standing::Observed,
                    claim,
                );
            }
            return;
        };
        // A state that no word tells is none that proves an update.
        let update = self.title.as_ref().is_some_and(|(title, _)| title.update);
        if update || self.kb.is_some() && self.doubtful {
            // An update's number is there at least, where it is.
            let there = self.state == Some(State::Installed) || self.program;
            if there || reader.context.listing {
                reader.note(self, Channel::InstalledUpdate, &number, Precision::Floor);
            } else {
                reader.mention_number(&number, Why::Unproved);
            }
        } else if self.program
            || reader.context.listing
            || version.program && self.block != Block::Properties && !self.row
        {
            reader.note(self, Channel::InstalledProgram, &number, Precision::Baseline);
        } else {
            reader.note(self, Channel::Inventory, &number, Precision::Exact);
        }
    }

    /// The title of an update, or the release that the record's product names.
    fn title_counts(&mut self, reader: &mut Reader<'_>, numbered: bool) {
        let Some((value, span)) = self.title.take() else { return self.article_counts(reader) };
        let Some((mut named, place)) = value.named.clone() else {
            let machine = |(_, name): &(u8, Range<usize>)| is_machine(&reader.text[name.clone()]);
            if self.row
                && self.name.as_ref().is_some_and(machine)
                && reader.evidence.len() == self.first
            {
                reader.put(
                    self,
                    Channel::NamedRelease,
                    span,
                    Precision::None,
                    Standing::Observed,
                    Claim::ExchangeServer,
                );
            }
            return;
        };
        named.kb = named.kb.or(self.kb.as_ref().map(|(kb, _)| *kb));
        if value.update || named.kb.is_some() {
            let state = match self.state {
                Some(state) => Some(state),
                None if self.program || reader.context.listing => Some(State::Installed),
                None => None,
            };
            reader.updates.push(Update {
                record: self.id,
                row: self.is_row(),
                span: place,
                named,
                state,
                date: self.date.clone(),
                server: None,
            });
            return;
        }
        if numbered || self.state.is_some_and(|state| state != State::Installed) {
            return;
        }
        if self.name.is_some() {
            let claim = named_claim(&named);
            reader.put(
                self,
                Channel::NamedRelease,
                place,
                precision(&named),
                Standing::Observed,
                claim,
            );
        } else if self.program && reader.context.listing && named.baseline.is_some() {
            reader.put(
                self,
                Channel::InstalledProgram,
                place,
                Precision::Baseline,
                Standing::Observed,
                Claim::Named(named),
            );
        } else if value.names_release() {
            reader.mention(place, Claim::Named(named), Why::Reference);
        }
    }

    /// An article in a list of what is installed.
    fn article_counts(&mut self, reader: &mut Reader<'_>) {
        let Some((kb, span)) = self.kb.take().filter(|_| self.hotfix || reader.context.listing)
        else {
            return;
        };
        let named = Named { product: 1, kb: Some(kb), ..Named::default() };
        reader.updates.push(Update {
            record: self.id,
            row: self.is_row(),
            span,
            named,
            state: Some(State::Installed),
            date: None,
            server: None,
        });
    }

    /// A CPE name counts where a scanner gives it to a machine or to a product
    /// that it found; alone it is an advisory's.
    fn cpe_counts(&mut self, reader: &mut Reader<'_>) {
        let Some((claim, span)) = self.cpe.take() else { return };
        match claim {
            _ if !self.said && self.name.is_none() => match claim {
                Ok(number) => reader.mention_number(&number, Why::Reference),
                Err(named) => reader.mention(span, Claim::Named(named), Why::Reference),
            },
            Ok(number) => reader.note(self, Channel::Cpe, &number, Precision::Exact),
            Err(named) => reader.put(
                self,
                Channel::Cpe,
                span,
                Precision::Baseline,
                Standing::Observed,
                Claim::Named(named),
            ),
        }
    }

    fn complete_parts(&mut self, reader: &mut Reader<'_>) {
        for (kind, parts, span) in core::mem::take(&mut self.parts) {
            let channel = match kind {
                Parts::ServerVersionInfo => Channel::ServerVersionInfo,
                Parts::Registry => Channel::Registry,
                Parts::File => match self.file {
                    File::ExSetup => Channel::ExSetup,
                    _ => continue,
                },
                Parts::Version => match (self.channel, self.file) {
                    (Some(channel), _) => channel,
                    (None, File::ExSetup) => Channel::ExSetup,
                    _ => continue,
                },
            };
            let [Some(major), Some(minor), Some(third), Some(revision)] = parts else {
                // What is missing is not guessed.
                if kind == Parts::ServerVersionInfo && parts.iter().flatten().count() > 1 {
                    reader.put(
                        self,
                        channel,
                        span,
                        Precision::None,
                        Standing::Observed,
                        Claim::ExchangeServer,
                    );
                }
                continue;
            };
            let number = Number::of([major, minor, third, revision], 4, span);
            if number.is_family() && Build::new(major, minor, third, revision).third() > 0 {
                reader.note(self, channel, &number, channel.precision());
            }
        }
    }

    fn file_versions(&mut self, reader: &mut Reader<'_>) {
        for number in core::mem::take(&mut self.files) {
            let padded = crate::reader::is_padded(reader.text, &number);
            match self.file {
                File::Loose if self.name.is_none() && !reader.context.exsetup => {
                    reader.mention_number(&number, Why::Reference);
                }
                File::ExSetup | File::Loose => {
                    reader.note(self, Channel::ExSetup, &number, Precision::Exact);
                }
                File::Exchange if number.is_plausible() => {
                    reader.note(self, Channel::ExSetup, &number, Precision::Floor);
                }
                File::Unknown
                    if number.is_plausible() && self.about == About::Exchange && self.program =>
                {
                    reader.note(self, Channel::InstalledProgram, &number, Precision::Baseline);
                }
                File::Unknown if number.is_plausible() && self.about != About::Other => {
                    // A column called so on a machine says it by itself.
                    if self.name.is_some() {
                        reader.note(self, Channel::ExSetup, &number, Precision::Exact);
                    } else if padded {
                        reader.note(self, Channel::ExSetup, &number, Precision::Floor);
                    } else {
                        reader.mention_number(&number, Why::NoMachine);
                    }
                }
                _ => {}
            }
        }
    }

    /// Gives the pieces of the record its name.
    pub(crate) fn name_pieces(&self, reader: &mut Reader<'_>) {
        let Some((_, name)) = &self.name else { return };
        let name: String = reader.name(name);
        let online = crate::channel::is_online_host(name.as_bytes());
        for piece in reader.evidence.iter_mut().skip(self.first) {
            if piece.server.is_none() && reader.apart.binary_search(&piece.record).is_err() {
                piece.server = Some(name.clone());
                piece.record = self.id;
                if let Some(date) = &self.date {
                    reader.dated.push((piece.span.clone(), date.clone()));
                }
                if online && piece.claim == Claim::ExchangeServer {
                    piece.claim = Claim::ExchangeOnline;
                }
            }
        }
        for update in reader.updates.iter_mut().skip(self.first_update) {
            if update.server.is_none() {
                update.server = Some(name.clone());
            }
        }
    }
}

/// The claim of a release in words.
pub(crate) fn named_claim(named: &Named) -> Claim {
    Claim::Named(Named {
        kb: if named.update.is_some() || named.baseline.is_some() { None } else { named.kb },
        ..*named
    })
}

/// What a release's name can tell. With its update it is whole.
pub(crate) fn precision(named: &Named) -> Precision {
    match (named.baseline, named.update, named.kb) {
        (_, Some(_), _) | (_, _, Some(_)) => Precision::Exact,
        (Some(_), None, None) => Precision::Baseline,
        (None, None, None) => Precision::Product,
    }
}
