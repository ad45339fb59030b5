//! A record's text to the lines it gives, one per server. Equal texts are
//! judged once: most servers of a scan are one of a few hundred builds.

use crate::output::Form;
use crate::output::columns;
use crate::output::ndjson;
use expatch::Assessor;
use expatch::Language;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of texts and lines that are remembered before all is forgotten.
const REMEMBERED: usize = 4 << 20;

/// What one server came to, written as far as it does not depend on the row.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) status: &'static str,
    /// JSON members behind those of the row, or the cells behind the row's.
    pub(crate) written: Written,
}

#[derive(Debug)]
pub(crate) enum Written {
    Members(Vec<u8>),
    Cells(Vec<String>),
}

/// One thread's judge.
pub(crate) struct Judge<'a, 'd> {
    assessor: &'a Assessor<'d>,
    language: Language,
    form: Form,
    full: bool,
    memory: HashMap<Vec<u8>, Arc<Vec<Line>>>,
    held: usize,
}

impl<'a, 'd> Judge<'a, 'd> {
    pub(crate) fn new(
        assessor: &'a Assessor<'d>,
        language: Language,
        form: Form,
        full: bool,
    ) -> Self {
        Self { assessor, language, form, full, memory: HashMap::new(), held: 0 }
    }

    /// The lines of one text; empty where it tells of no server.
    pub(crate) fn lines(&mut self, text: &[u8]) -> Arc<Vec<Line>> {
        if let Some(known) = self.memory.get(text) {
            return Arc::clone(known);
        }
        let report = self.assessor.report(text, self.language);
        let lines = report.servers.iter().map(|server| Line {
            status: server.verdict.status,
            written: match self.form {
                Form::Ndjson => Written::Members(ndjson::members(server, self.full)),
                Form::Csv => Written::Cells(columns::cells(server)),
            },
        });
        let lines: Arc<Vec<Line>> = Arc::new(lines.collect());
        // Whole pages hardly ever repeat.
        if text.len() <= 1024 {
            let size = lines.iter().map(Line::size).sum::<usize>() + text.len();
            self.held += size;
            if self.held > REMEMBERED {
                self.memory.clear();
                self.held = size;
            }
            self.memory.insert(text.to_vec(), Arc::clone(&lines));
        }
        lines
    }
}

impl Line {
    fn size(&self) -> usize {
        match &self.written {
            Written::Members(bytes) => bytes.len(),
            Written::Cells(cells) => cells.iter().map(|cell| cell.len() + 24).sum(),
        }
    }
}
