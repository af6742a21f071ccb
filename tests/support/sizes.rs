//! How long functions and files are, and which functions are allowed to be too long.

/// A function that is longer than it should be, and how long it may be at most. The list may only get shorter.
#[derive(Debug)]
pub struct Exception {
    /// The file, from the root.
    pub path: &'static str,
    /// The function.
    pub name: &'static str,
    /// Lines it may have.
    pub lines: usize,
}

/// One function of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// The file, from the root.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Lines from `fn` to the closing brace.
    pub lines: usize,
}

/// The functions of a file that rustfmt has formatted: it puts the closing brace at the indentation of the first line.
pub fn functions(path: &str, text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indentation = &line[..line.len() - line.trim_start().len()];
        let closing = format!("{indentation}}}");
        let ends = |l: &&str| {
            *l == closing || (l.ends_with(';') && !l[..l.len() - 1].contains('{') && same(l, line))
        };
        let one_line = line.trim_end().ends_with(['}', ';']);
        let more = lines[start + 1..].iter().position(ends).map_or(0, |n| n + 1);
        let lines = if one_line { 1 } else { 1 + more };
        found.push(Function { path: path.to_owned(), name: name.to_owned(), lines });
    }
    found
}

fn same(one: &str, other: &str) -> bool {
    one.len() - one.trim_start().len() == other.len() - other.trim_start().len()
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for qualifier in ["pub(crate)", "pub(super)", "pub", "const", "async", "extern \"C\""] {
        rest = rest.strip_prefix(qualifier).map_or(rest, str::trim_start);
    }
    let rest = rest.strip_prefix("fn ")?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    Some(&rest[..end])
}

/// Functions over `most` lines that no exception covers, and exceptions that nothing needs any more.
pub fn too_long(functions: &[Function], most: usize, exceptions: &[Exception]) -> Vec<String> {
    let excepted = |f: &Function| exceptions.iter().find(|e| e.path == f.path && e.name == f.name);
    let limit = |f: &Function| excepted(f).map_or(most, |e| e.lines);
    let over = functions.iter().filter(|f| f.lines > limit(f));
    let long = over.map(|f| format!("{}: {} has {} lines, over {}", f.path, f.name, f.lines, limit(f)));
    let needed =
        |e: &Exception| functions.iter().any(|f| f.path == e.path && f.name == e.name && f.lines > most);
    let stale = exceptions.iter().filter(|e| !needed(e));
    let stale = stale.map(|e| format!("{}: {} is short enough now, take its exception away", e.path, e.name));
    long.chain(stale).collect()
}

/// The value below which `percent` of the values lie; 0 of none.
pub fn percentile(values: impl IntoIterator<Item = usize>, percent: usize) -> usize {
    let mut values: Vec<usize> = values.into_iter().collect();
    values.sort_unstable();
    let at = values.len().saturating_sub(1) * percent / 100;
    values.get(at).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "//! File.\n\nfn one() {}\n\nimpl X {\n    pub(crate) async fn three(\n        a: u8,\n    ) {\n        f(a)\n    }\n\n    fn declared(&self) -> u8;\n\n    fn wrapped(\n        &self,\n    ) -> u8;\n}\n\nconst fn last() -> u8 {\n    1\n}\n";

    fn function(name: &str, lines: usize) -> Function {
        Function { path: "a.rs".into(), name: name.into(), lines }
    }

    #[test]
    fn functions_are_found_with_their_lengths() {
        let want = [
            function("one", 1),
            function("three", 5),
            function("declared", 1),
            function("wrapped", 3),
            function("last", 3),
        ];
        assert_eq!(functions("a.rs", TEXT), want);
    }

    #[test]
    fn long_functions_and_stale_exceptions_are_named() {
        let found = [function("short", 10), function("long", 90)];
        let exception = |name, lines| Exception { path: "a.rs", name, lines };
        for (exceptions, want) in [
            (vec![], 1),
            (vec![exception("long", 90)], 0),
            (vec![exception("long", 89)], 1),
            (vec![exception("long", 90), exception("short", 99)], 1),
            (vec![exception("long", 90), exception("gone", 99)], 1),
        ] {
            assert_eq!(too_long(&found, 80, &exceptions).len(), want, "{exceptions:?}");
        }
    }

    #[test]
    fn percentiles_come_from_the_sorted_values() {
        assert_eq!(percentile([3, 1, 2], 50), 2);
        assert_eq!(percentile(1..=100, 90), 90);
        assert_eq!(percentile([], 50), 0);
    }
}
