//! What forms the values of columns have, to notice what a spreadsheet program makes of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::delivery::FindingSink;
use super::package::about;
use super::plan::Strictness;
use crate::rules;
use crate::sensitive::Sample;

/// Forms by column name, such as `date yyyy-mm-dd` or `digits 6`.
pub type Shapes = BTreeMap<String, String>;

/// Values that must be there before their form says anything.
const ENOUGH: usize = 5;
const ZEROS: &str = "zeros, digits ";
const NUMBERS: &str = "numbers";
const DATE: &str = "date ";

/// The forms of the columns that have one.
pub(super) fn of(names: &[String], sample: &Sample) -> Shapes {
    let shape = |(at, name): (usize, &String)| {
        let values: Vec<&str> =
            sample.column(at).into_iter().map(str::trim).filter(|v| !v.is_empty()).collect();
        Some((name.to_lowercase(), shape(&values)?))
    };
    names.iter().enumerate().filter(|(_, name)| !name.is_empty()).filter_map(shape).collect()
}

fn shape(values: &[&str]) -> Option<String> {
    if values.len() < ENOUGH {
        return None;
    }
    if values.iter().all(|value| value.bytes().all(|byte| byte.is_ascii_digit())) {
        return digits(values);
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    values.iter().filter_map(|value| date(value)).for_each(|form| *counts.entry(form).or_default() += 1);
    let (form, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 10 >= values.len() * 8).then(|| format!("{DATE}{form}"))
}

fn digits(values: &[&str]) -> Option<String> {
    let width = values.iter().map(|value| value.len()).max()?;
    let padded = values.iter().any(|value| value.len() > 1 && value.starts_with('0'));
    match (padded, values.iter().all(|value| value.len() == width)) {
        (true, true) => Some(format!("{ZEROS}{width}")),
        (false, _) => Some(NUMBERS.to_owned()),
        (true, false) => None,
    }
}

/// Three numbers, of which one is a year, with the same sign between; one and two digits count alike for days and months.
fn date(value: &str) -> Option<String> {
    let value = value.split([' ', 'T']).next().unwrap_or(value);
    let sign = value.chars().find(|c| !c.is_ascii_alphanumeric()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = value.split(sign).collect();
    let part = |part: &&str| match (part.len(), part.bytes().all(|b| b.is_ascii_digit())) {
        (1 | 2, true) => Some("d"),
        (4, true) => Some("yyyy"),
        (3, false) if part.bytes().all(|b| b.is_ascii_alphabetic()) => Some("mon"),
        (_, _) => None,
    };
    let forms: Option<Vec<&str>> = parts.iter().map(part).collect();
    forms.filter(|forms| forms.len() == 3).map(|forms| forms.join(&sign.to_string()))
}

/// Says which columns of a file have lost zeros or have dates of another form than before.
pub(crate) fn compare(
    file: &Arc<str>,
    (before, now): (&Shapes, &Shapes),
    strictness: Strictness,
    sink: &mut dyn FindingSink,
) {
    for (column, form) in now {
        let Some(old) = before.get(column).filter(|old| *old != form) else { continue };
        let (rule, message) = match (old.strip_prefix(DATE), form.strip_prefix(DATE)) {
            (Some(old), Some(form)) => {
                let message = format!("the dates of {column} came as {old} before, and come as {form} now");
                (&rules::changed_date_format::RULE, message)
            }
            // IDs are looked up one by one.
            (_, _) if old.starts_with(ZEROS) && form == NUMBERS && column != "sourcedid" => {
                let message = format!("the numbers of {column} came with zeros in front before");
                (&rules::lost_leading_zeros::RULE, message)
            }
            (_, _) => continue,
        };
        let mut found = about(file, strictness, rule, message);
        found.field = Some(column.as_str().into());
        sink.find(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_those_that_spreadsheets_change() {
        for (values, want) in [
            (["2015-03-04", "2015-12-31", "", "", "2014-01-01"], None),
            (["2015-03-04", "2015-12-31", "2016-01-01", "2015-03-04", "2014-01-01"], Some("date yyyy-d-d")),
            (["3/4/2015", "12/31/2015", "01/01/2016", "3/4/2015", "?"], Some("date d/d/yyyy")),
            (
                ["04-Mar-2015", "31-Dec-2015", "1-Jan-2016", "4-Mar-2015", "4-Mar-2015"],
                Some("date d-mon-yyyy"),
            ),
            (["2015-03-04T00:00:00Z"; 5], Some("date yyyy-d-d")),
            (["00042", "10042", "00001", "00002", "99999"], Some("zeros, digits 5")),
            (["42", "10042", "1", "2", "99999"], Some("numbers")),
            (["042", "10042", "1", "2", "99999"], None),
            (["a-b", "x", "y", "z", "1-2"], None),
            (["312-555-0188"; 5], None),
        ] {
            assert_eq!(
                shape(&values.into_iter().filter(|v| !v.is_empty()).collect::<Vec<_>>()).as_deref(),
                want,
                "{values:?}"
            );
        }
    }
}
