//! The corpus: inputs that reach different code, and every input that ever broke a promise.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use fuzz::TARGETS;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn hw_05_no_input_of_the_corpus_breaks_a_promise() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in TARGETS {
        let files = files(&corpus.join(name));
        assert!(files.len() > 1, "{name} has nothing to begin with");
        for file in files {
            // Captured, and shown where the target panics.
            eprintln!("{}", file.display());
            target(&fs::read(file).unwrap());
        }
    }
    let folders: Vec<String> =
        files(&corpus).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(folders, TARGETS.map(|(name, _)| name), "a folder for each target and no other");
}
