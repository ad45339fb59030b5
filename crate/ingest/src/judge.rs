//! What a record says to the lines it gives, one per server. Equal texts are read
//! once, equal findings judged once: most servers of a scan are one of a few
//! hundred builds, and no two of their pages are the same.

use crate::Record;
use crate::line::Answer;
use crate::line::Line;
use crate::line::Written;
use crate::output::Form;
use crate::output::columns;
use crate::output::csv;
use crate::output::ndjson;
use expatch::Assessor;
use expatch::Build;
use expatch::Language;
use expatch::Said;
use expatch::resolve::Finding;
use expatch::resolve::Subject;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of texts and their lines that are remembered before all is forgotten.
const TEXTS: usize = 4 << 20;
/// The same for answers, which are longer.
const ANSWERS: usize = 8 << 20;

/// What an answer follows from.
type Cause = (Finding, Option<Build>, Vec<&'static str>);

/// One thread's judge.
pub(crate) struct Judge<'a, 'd> {
    assessor: &'a Assessor<'d>,
    language: Language,
    form: Form,
    full: bool,
    texts: Memory<Said, Arc<Vec<Line>>>,
    answers: Memory<Cause, Arc<Answer>>,
}

impl<'a, 'd> Judge<'a, 'd> {
    pub(crate) fn new(
        assessor: &'a Assessor<'d>,
        language: Language,
        form: Form,
        full: bool,
    ) -> Self {
        let (texts, answers) = (Memory::of(TEXTS), Memory::of(ANSWERS));
        Self { assessor, language, form, full, texts, answers }
    }

    /// The lines of one record. What somebody claims of an Exchange server that
    /// shows no version is a line too, of unknown build.
    pub(crate) fn record(&mut self, record: &Record) -> Arc<Vec<Line>> {
        let lines = self.lines(&record.said);
        if !lines.is_empty() || !record.is_claimed() {
            return lines;
        }
        let (name, evidence, remarks) = (None, Vec::new(), Vec::new());
        let subject = Subject { name, finding: Finding::Unknown, evidence, remarks };
        Arc::new(vec![self.line(&[], subject)])
    }

    /// The lines of what one record says, the worst first; empty where it shows no server.
    fn lines(&mut self, said: &Said) -> Arc<Vec<Line>> {
        if let Some(known) = self.texts.known.get(said) {
            return Arc::clone(known);
        }
        let subjects = self.assessor.subjects_of(said);
        let text = if subjects.is_empty() { Cow::Borrowed(&[][..]) } else { said.text() };
        let mut lines: Vec<_> =
            subjects.into_iter().map(|subject| self.line(&text, subject)).collect();
        lines.sort_by_key(|line| line.answer.status);
        let size = lines.iter().map(|line| line.said.size()).sum::<usize>() + said.len();
        let lines = Arc::new(lines);
        // Whole pages hardly ever repeat.
        if said.len() <= 1024 {
            self.texts.keep(said.clone(), Arc::clone(&lines), size);
        }
        lines
    }

    fn line(&mut self, text: &[u8], subject: Subject) -> Line {
        let (name, evidence) = self.assessor.evidence(text, &subject, self.language);
        let said = match self.form {
            Form::Ndjson => Written::Bytes(ndjson::said(name.as_deref(), &evidence, self.full)),
            Form::Csv => Written::Bytes(csv::cells(&columns::said(
                name.as_deref(),
                &evidence,
                &subject.evidence,
            ))),
            Form::Parquet => {
                Written::Cells(columns::said(name.as_deref(), &evidence, &subject.evidence))
            }
        };
        Line { said, answer: self.answer(subject) }
    }

    fn answer(&mut self, mut subject: Subject) -> Arc<Answer> {
        let build = subject.build();
        // The cause is taken out of the subject and put back where it is new.
        let remarks = std::mem::take(&mut subject.remarks);
        let finding = std::mem::replace(&mut subject.finding, Finding::Unknown);
        let cause: Cause = (finding, build, remarks);
        if let Some(known) = self.answers.known.get(&cause) {
            return Arc::clone(known);
        }
        (subject.finding, subject.remarks) = (cause.0.clone(), cause.2.clone());
        let (status, server) = self.assessor.answer(&subject, self.language);
        let written = match self.form {
            Form::Ndjson => Written::Bytes(ndjson::answer(&server, self.full)),
            Form::Csv => Written::Bytes(csv::cells(&columns::answer(&server))),
            Form::Parquet => Written::Cells(columns::answer(&server)),
        };
        let size = written.size();
        let answer = Arc::new(Answer { status, written });
        self.answers.keep(cause, Arc::clone(&answer), size);
        answer
    }
}

/// What was worked out before, up to a number of bytes.
struct Memory<K, V> {
    known: HashMap<K, V>,
    held: usize,
    most: usize,
}

impl<K: Eq + std::hash::Hash, V> Memory<K, V> {
    fn of(most: usize) -> Self {
        Self { known: HashMap::new(), held: 0, most }
    }

    fn keep(&mut self, key: K, value: V, size: usize) {
        self.held += size;
        if self.held > self.most {
            self.known.clear();
            self.held = size;
        }
        self.known.insert(key, value);
    }
}
