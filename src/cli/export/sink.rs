//! Where an export goes. Never leaves half a file under the name that was asked for.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::cli::exit::Failure;

/// What is put behind a file's name while it is being written.
const UNFINISHED: &str = ".part";

/// Standard output or a file.
pub enum Sink {
    /// Standard output.
    Out(BufWriter<io::Stdout>),
    /// A file that takes its name when it is complete.
    File {
        /// The name that was asked for.
        path: PathBuf,
        /// The name until then; the same for a pipe or device.
        part: PathBuf,
        /// The file.
        to: BufWriter<File>,
    },
}

impl Sink {
    /// Opens a file, or standard output when there is none (or `-`).
    ///
    /// # Errors
    /// [`Failure::File`].
    pub fn open(path: Option<&Path>) -> Result<Sink, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Sink::Out(BufWriter::new(io::stdout())));
        };
        let is_special = fs::metadata(path).is_ok_and(|about| !about.is_file());
        let part = if is_special { path.to_owned() } else { beside(path) };
        let file = File::create(&part).map_err(|why| Failure::file(path, why))?;
        Ok(Sink::File { path: path.to_owned(), part, to: BufWriter::new(file) })
    }

    /// Writes some text.
    ///
    /// # Errors
    /// [`Failure::File`], [`Failure::Closed`] when whoever reads has gone.
    pub fn write(&mut self, text: &str) -> Result<(), Failure> {
        match self {
            Sink::Out(to) => {
                to.write_all(text.as_bytes()).map_err(|why| Failure::file(Path::new("stdout"), why))
            }
            Sink::File { path, to, .. } => {
                to.write_all(text.as_bytes()).map_err(|why| Failure::file(path, why))
            }
        }
    }

    /// Completes the export; the file's path, when it is one.
    ///
    /// # Errors
    /// As [`Sink::write`].
    pub fn finish(mut self) -> Result<Option<PathBuf>, Failure> {
        match &mut self {
            Sink::Out(to) => {
                to.flush().map_err(|why| Failure::file(Path::new("stdout"), why))?;
                Ok(None)
            }
            Sink::File { path, part, to } => {
                let done = to.flush().and_then(|()| match part == path {
                    true => Ok(()),
                    false => to.get_ref().sync_all().and_then(|()| fs::rename(&*part, &*path)),
                });
                done.map_err(|why| Failure::file(path, why))?;
                Ok(Some(std::mem::take(path)))
            }
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Sink::File { path, part, .. } = self
            && part != path
            && !path.as_os_str().is_empty()
        {
            // Not completed: what is there would be taken for all there is.
            drop(fs::remove_file(part));
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(UNFINISHED);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_name_when_it_is_complete_and_not_before() {
        let dir = tempfile::tempdir().expect("temp folder");
        let path = dir.path().join("out.csv");
        let mut sink = Sink::open(Some(&path)).expect("opened");
        sink.write("half").expect("written");
        assert!(!path.exists());
        drop(sink);
        assert_eq!(fs::read_dir(dir.path()).expect("folder").count(), 0);
        let mut sink = Sink::open(Some(&path)).expect("opened");
        sink.write("whole").expect("written");
        assert_eq!(sink.finish().expect("completed"), Some(path.clone()));
        assert_eq!(fs::read_to_string(&path).expect("there"), "whole");
        assert_eq!(fs::read_dir(dir.path()).expect("folder").count(), 1);
    }
}
