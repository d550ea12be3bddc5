//! The rows that were not taken, in a file of their own. Never touches the file that is imported,
//! never stays behind empty.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use super::row::Row;

/// The last two columns, which an import passes over: a mended file can be imported as it is.
const ADDED: [&str; 2] = ["rejected_line", "rejected_reason"];
/// What is put behind the name of the imported file.
const ENDING: &str = ".rejected.csv";

/// The file, once there is one.
type Open = (PathBuf, csv::Writer<BufWriter<File>>);
/// Which file could not be written, and why.
pub type Unwritten = (PathBuf, io::Error);

/// Rows that were not taken, written as they come.
pub struct Rejected {
    /// Where it may be written, best first.
    places: Vec<PathBuf>,
    columns: Vec<String>,
    delimiter: u8,
    open: Option<Open>,
}

impl Rejected {
    /// For a file (`None` for standard input) with these columns. Nothing is written yet.
    pub fn new(file: Option<&Path>, columns: Vec<String>, delimiter: u8) -> Rejected {
        let name = file.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let name = format!("{}{ENDING}", name.as_deref().unwrap_or("stdin"));
        let beside = file.and_then(Path::parent).map(|folder| folder.join(&name));
        let here = PathBuf::from(&name);
        let places = beside.into_iter().chain([here]).collect();
        Rejected { places, columns, delimiter, open: None }
    }

    /// Writes a row with its reason.
    ///
    /// # Errors
    /// The place that was tried last, and why it cannot be written.
    pub fn write(&mut self, row: &Row, reason: &str) -> Result<(), Unwritten> {
        if self.open.is_none() {
            self.open = Some(self.create()?);
        }
        let width = self.columns.len();
        let (path, writer) = self.open.as_mut().expect("opened just now");
        let line = row.line.to_string();
        let filled = (0..width.max(row.len())).map(|at| row.get(at));
        // A row that is wider than the table keeps its values, after the reason.
        let (inside, outside): (Vec<&str>, Vec<&str>) = {
            let mut cells = filled;
            (cells.by_ref().take(width).collect(), cells.collect())
        };
        let record = inside.into_iter().chain([line.as_str(), reason]).chain(outside);
        writer.write_record(record).map_err(|error| (path.clone(), error.into()))
    }

    fn create(&self) -> Result<Open, Unwritten> {
        let mut failed = None;
        for place in &self.places {
            match File::create(place) {
                Ok(file) => {
                    let mut writer = csv::WriterBuilder::new()
                        .delimiter(self.delimiter)
                        .flexible(true)
                        .from_writer(BufWriter::new(file));
                    let columns = self.columns.iter().map(String::as_str).chain(ADDED);
                    let header = writer.write_record(columns);
                    header.map_err(|error| (place.clone(), error.into()))?;
                    return Ok((place.clone(), writer));
                }
                Err(error) => failed = Some((place.clone(), error)),
            }
        }
        Err(failed.expect("there is always the working folder"))
    }

    /// Ends the file; its path, when there is one. One that an earlier import left is taken away
    /// when nothing was rejected this time.
    ///
    /// # Errors
    /// The file, and why it could not be written to its end.
    pub fn finish(self) -> Result<Option<PathBuf>, Unwritten> {
        match self.open {
            Some((path, mut writer)) => match writer.flush() {
                Ok(()) => Ok(Some(path)),
                Err(error) => Err((path, error)),
            },
            None => {
                for place in self.places.iter().filter(|place| is_ours(place)) {
                    // It only says what was true before; leaving it would not be wrong enough.
                    drop(fs::remove_file(place));
                }
                Ok(None)
            }
        }
    }
}

/// Tells whether a file was written by an import: its first line ends in our two columns.
fn is_ours(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut line = String::new();
    let read = BufReader::new(file).read_line(&mut line);
    // Between the two names stands whatever the imported file had between its own.
    let before_last = line.trim_end().strip_suffix(ADDED[1]).and_then(|rest| {
        let mut letters = rest.chars();
        letters.next_back().map(|_| letters.as_str())
    });
    read.is_ok() && before_last.is_some_and(|rest| rest.ends_with(ADDED[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejected_rows_are_kept_with_line_and_reason_and_go_when_there_are_none() {
        let dir = tempfile::tempdir().expect("temp folder");
        let file = dir.path().join("list.csv");
        let kept = dir.path().join("list.csv.rejected.csv");
        let new = || Rejected::new(Some(&file), vec!["name".into(), "phone".into()], b';');
        let mut rejected = new();
        rejected.write(&Row::of(7, &["Nur; H.", "12", "more"]), "no number").expect("written");
        rejected.write(&Row::of(9, &["short"]), "why").expect("written");
        assert_eq!(rejected.finish().expect("written"), Some(kept.clone()));
        let text = fs::read_to_string(&kept).expect("there");
        let wanted = "name;phone;rejected_line;rejected_reason\n\
                      \"Nur; H.\";12;7;no number;more\n\
                      short;;9;why\n";
        assert_eq!(text, wanted);
        assert_eq!(new().finish().expect("nothing"), None);
        assert!(!kept.exists());
        fs::write(&kept, "somebody's own\n").expect("written");
        assert_eq!(new().finish().expect("nothing"), None);
        assert!(kept.exists());
    }
}
