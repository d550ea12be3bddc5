//! Opens files that must be plain ones, and removes what is none: a pipe, a device, a folder or a
//! link that leads nowhere in the place of one is told. Never waits for whoever is at the other end
//! of such a thing.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use nix::fcntl::OFlag;

/// Opens a plain file for reading.
///
/// # Errors
/// The system's, or what is there instead.
pub fn open(path: &Path) -> io::Result<File> {
    open_with(OpenOptions::new().read(true), path)
}

/// Opens, or makes, a plain file. A link that leads to one is followed.
///
/// # Errors
/// As for [`open`].
pub fn open_with(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    // A file would be made where the link leads, outside of the desk's folder.
    if fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink()) && !path.exists() {
        return Err(instead("a link that leads nowhere"));
    }
    match options.custom_flags(OFlag::O_NONBLOCK.bits()).open(path) {
        Ok(file) => is_plain(file.metadata()?.file_type()).map(|()| file),
        // Nobody reads the pipe, or a folder was to be written to.
        Err(error) => match fs::metadata(path) {
            Ok(about) => is_plain(about.file_type()).and(Err(error)),
            Err(_) => Err(error),
        },
    }
}

/// All bytes of a plain file.
///
/// # Errors
/// As for [`open`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Removes what is there, whatever it is: a folder with all that is in it, else the thing itself
/// and not what it leads to. It may be gone already.
///
/// # Errors
/// The system's.
pub fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn is_plain(found: FileType) -> io::Result<()> {
    let what = match found {
        plain if plain.is_file() => return Ok(()),
        folder if folder.is_dir() => "a folder",
        pipe if pipe.is_fifo() => "a pipe",
        socket if socket.is_socket() => "a socket",
        _ => "a device",
    };
    Err(instead(what))
}

fn instead(what: &str) -> io::Error {
    let told = format!("{what} is in the place of a plain file; move it away");
    io::Error::new(ErrorKind::InvalidInput, told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plain_file_is_told_at_once_and_nothing_is_made_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("folder")).expect("made");
        nix::unistd::mkfifo(&at("pipe"), nix::sys::stat::Mode::S_IRWXU).expect("made");
        std::os::unix::fs::symlink(at("nothing"), at("link")).expect("made");
        std::os::unix::fs::symlink("/dev/null", at("device")).expect("made");
        fs::write(at("file"), "text").expect("written");
        std::os::unix::fs::symlink(at("file"), at("good")).expect("made");
        for (name, told) in [
            ("folder", "a folder is in"),
            ("pipe", "a pipe is in"),
            ("link", "a link that leads nowhere"),
            ("device", "a device is in"),
        ] {
            let write = || OpenOptions::new().write(true).create(true).clone();
            for opened in [open(&at(name)), open_with(&mut write(), &at(name))] {
                let why = opened.map(|_| ()).expect_err("not plain").to_string();
                assert!(why.contains(told), "{name}: {why}");
            }
        }
        assert!(!at("nothing").exists(), "made where the link leads");
        assert_eq!(open(&at("none")).expect_err("none").kind(), ErrorKind::NotFound);
        assert_eq!(read(&at("good")).expect("a link to a plain file"), b"text");
    }
}
