//! What only the whole document shows: files that two patterns mean, and lookups that lead nowhere or round in a circle.

use super::Loader;
use super::files::column_fault;
use super::path::{Path, shortened};
use crate::mapping::document::{FileMapping, Lookup, Mapping};
use crate::mapping::nearest::hint;
use crate::mapping::pattern::overlap;

/// A step that looks something up in another file.
#[derive(Debug)]
pub(super) struct Through {
    /// The file that it stands in.
    pub(super) from: usize,
    pub(super) path: String,
    pub(super) lookup: Lookup,
}

impl Loader {
    /// Notes what is wrong between the files of a mapping that is well made otherwise.
    pub(super) fn across(&mut self, mapping: &Mapping) {
        self.overlaps(&mapping.files);
        let throughs = std::mem::take(&mut self.throughs);
        let mut edges = vec![Vec::new(); mapping.files.len()];
        for through in &throughs {
            if let Some(to) = self.looked_up(through, &mapping.files)
                && !edges[through.from].contains(&to)
            {
                edges[through.from].push(to);
            }
        }
        for (path, file) in std::mem::take(&mut self.unlesses) {
            self.named_file(&format!("{path}.unless"), &file, &mapping.files);
        }
        if let Some(circle) = circle(&edges) {
            let names: Vec<_> = circle.iter().map(|file| shortened(&mapping.files[*file].pattern)).collect();
            let first = throughs.iter().find(|through| through.from == circle[0]);
            let path = first.map_or("files", |through| through.path.as_str());
            let message = format!(
                "files look things up in each other in a circle: {}; take one of these lookups out",
                names.join(" -> ")
            );
            self.read.errors.add_at(path, message);
        }
    }

    fn overlaps(&mut self, files: &[FileMapping]) {
        let at = Path::ROOT.key("files");
        for (i, file) in files.iter().enumerate() {
            for (j, other) in files[..i].iter().enumerate() {
                let (a, b) = (&file.pattern, &other.pattern);
                if overlap(a, b) {
                    self.read.errors.add(&at.index(i).key("file"), || {
                        let (a, b) = (shortened(a), shortened(b));
                        format!("a file may be meant by both \"{a}\" and \"{b}\" of files[{j}]; make them different")
                    });
                }
            }
        }
    }

    /// The file that a lookup goes to.
    fn looked_up(&mut self, through: &Through, files: &[FileMapping]) -> Option<usize> {
        let to = self.named_file(&format!("{}.file", through.path), &through.lookup.file, files)?;
        let columns = files[to].reading.columns;
        for (key, column) in [("match", &through.lookup.matches), ("take", &through.lookup.take)] {
            if let Some(fault) = column_fault(columns, column) {
                self.read.errors.add_at(&format!("{}.{key}", through.path), fault);
            }
        }
        Some(to)
    }
}

impl Loader {
    /// The file of the mapping that is meant.
    fn named_file(&mut self, path: &str, name: &str, files: &[FileMapping]) -> Option<usize> {
        let wanted = name.to_lowercase();
        let found = files.iter().position(|file| file.pattern.to_lowercase() == wanted);
        if found.is_none() {
            let meant = hint(name, files.iter().map(|file| file.pattern.as_str()));
            let message = format!(
                "no file of this mapping is \"{}\"{meant}; write the \"file\" of an entry of \"files\", which may have \
                 no records",
                shortened(name)
            );
            self.read.errors.add_at(path, message);
        }
        found
    }
}

/// Files of a circle, the first again at the end. A file that looks something up in itself is none.
fn circle(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut done = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut way = Vec::new();
        if let Some(circle) = walk(edges, start, &mut way, &mut done) {
            return Some(circle);
        }
    }
    None
}

/// Walks on from a file; at most as deep as there are files.
fn walk(edges: &[Vec<usize>], file: usize, way: &mut Vec<usize>, done: &mut [bool]) -> Option<Vec<usize>> {
    if let Some(at) = way.iter().position(|on_way| *on_way == file) {
        return Some(way[at..].iter().copied().chain([file]).collect());
    }
    if std::mem::replace(&mut done[file], true) {
        return None;
    }
    way.push(file);
    for to in edges[file].iter().filter(|to| **to != file) {
        if let Some(circle) = walk(edges, *to, way, done) {
            return Some(circle);
        }
    }
    way.pop();
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_whoever_begins() {
        for (edges, found) in [
            (vec![vec![1], vec![0]], Some(vec![0, 1, 0])),
            (vec![vec![1], vec![2], vec![1]], Some(vec![1, 2, 1])),
            (vec![vec![1, 2], vec![2], vec![]], None),
            (vec![vec![0]], None),
            (vec![vec![2], vec![0], vec![]], None),
        ] {
            assert_eq!(circle(&edges), found, "{edges:?}");
        }
    }
}
