//! tantivy asked as a search box would: every word, exactly or with as many wrong letters as its
//! length allows. Never a query language.

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TEXT, Value};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

use crate::Anything;
use crate::beside::FIRST;
use crate::made::rows::{Part, Rows};

/// Memory that filling may take.
const BUFFER: usize = 64 << 20;
/// How much more a word itself counts than one like it.
const EXACT: f32 = 4.0;

/// An index of names.
pub struct Engine {
    searcher: Searcher,
    name: Field,
    row: Field,
}

impl Engine {
    /// Of these rows.
    ///
    /// # Errors
    /// tantivy's.
    pub fn over(rows: &Rows) -> Anything<Engine> {
        let mut schema = Schema::builder();
        let (name, row) =
            (schema.add_text_field("name", TEXT), schema.add_u64_field("row", STORED));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, BUFFER)?;
        for at in 0..rows.len() {
            let mut document = TantivyDocument::default();
            document.add_text(name, rows.part(at, Part::Name));
            document.add_u64(row, at as u64);
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Engine { searcher: index.reader()?.searcher(), name, row })
    }

    /// The best rows.
    pub fn find(&self, text: &str) -> Vec<usize> {
        self.rows(text).expect("tantivy answers")
    }

    fn rows(&self, text: &str) -> Anything<Vec<usize>> {
        let mut words: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
            if !word.is_empty() {
                words.push((Occur::Must, self.word(word)));
            }
        }
        let best = TopDocs::with_limit(FIRST).order_by_score();
        let found = self.searcher.search(&BooleanQuery::new(words), &best)?;
        let mut rows = Vec::new();
        for (_, at) in found {
            let document: TantivyDocument = self.searcher.doc(at)?;
            let row = document.get_first(self.row).and_then(|row| row.as_u64());
            rows.push(row.ok_or("a row has no number")? as usize);
        }
        Ok(rows)
    }

    /// A word itself, or one with letters wrong or swapped: none in two letters, one in up to five,
    /// two in more, as Lucene has it.
    fn word(&self, word: &str) -> Box<dyn Query> {
        let wrong = match word.chars().count() {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        };
        let term = Term::from_field_text(self.name, word);
        let exact = TermQuery::new(term.clone(), IndexRecordOption::Basic);
        let exact = Box::new(BoostQuery::new(Box::new(exact), EXACT));
        let fuzzy = Box::new(FuzzyTermQuery::new(term, wrong, true));
        Box::new(BooleanQuery::new(vec![(Occur::Should, exact), (Occur::Should, fuzzy)]))
    }
}
