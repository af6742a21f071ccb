//! Patterns of dates: which are clear, and which would leave it to chance what is meant.

/// A part of a pattern: how often a letter stands, or a character as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Letter(char, usize),
    Other(char),
}

/// What is wrong with a pattern.
pub(super) fn fault(pattern: &str) -> Option<String> {
    let parts = match parts(pattern) {
        Ok(parts) => parts,
        Err(fault) => return Some(fault),
    };
    for (letter, what) in [('y', "year"), ('M', "month"), ('d', "day")] {
        let times = parts.iter().filter(|part| matches!(part, Part::Letter(l, _) if *l == letter)).count();
        if times != 1 {
            let how = if times == 0 { "no" } else { "more than one" };
            return Some(format!(
                "the pattern has {how} {what}; a date has one of yyyy or yy, M to MMMM, d or dd each"
            ));
        }
    }
    let runs_on = parts.windows(2).any(|pair| match pair {
        [a, b] => digits(*a) && digits(*b) && (varies(*a) || varies(*b)),
        _ => false,
    });
    runs_on.then(|| "without anything between them, only MM and dd can be told apart; not M and d".to_owned())
}

fn digits(part: Part) -> bool {
    matches!(part, Part::Letter(letter, times) if letter != 'M' || times <= 2)
}

fn varies(part: Part) -> bool {
    matches!(part, Part::Letter(_, 1))
}

fn parts(pattern: &str) -> Result<Vec<Part>, String> {
    let mut parts: Vec<Part> = Vec::new();
    for c in pattern.chars() {
        match (c, parts.last_mut()) {
            ('y' | 'M' | 'd', Some(Part::Letter(letter, times))) if *letter == c => *times += 1,
            ('y' | 'M' | 'd', _) => parts.push(Part::Letter(c, 1)),
            (c, _) if c.is_alphanumeric() || c.is_control() => {
                return Err(format!(
                    "{c:?} means nothing in a date; use yyyy, yy, M, MM, MMM, MMMM, d, dd and what stands between them"
                ));
            }
            (c, _) => parts.push(Part::Other(c)),
        }
    }
    for part in &parts {
        let good = match part {
            Part::Letter('y', times) => matches!(times, 2 | 4),
            Part::Letter('M', times) => *times <= 4,
            Part::Letter(_, times) => *times <= 2,
            Part::Other(_) => true,
        };
        if let (false, Part::Letter(letter, times)) = (good, part) {
            let letters = super::shortened(&letter.to_string().repeat(*times));
            return Err(format!("{letters} means nothing in a date; use yyyy or yy, M to MMMM, d or dd"));
        }
    }
    Ok(parts)
}

/// Two patterns that could both fit one date and mean different days.
pub(super) fn at_odds(patterns: &[String]) -> Option<(&str, &str)> {
    let shapes: Vec<_> = patterns.iter().map(|pattern| shape(pattern)).collect();
    for (i, (skeleton, order)) in shapes.iter().enumerate() {
        let other = shapes[..i].iter().position(|(s, o)| s == skeleton && o != order);
        if let Some(other) = other {
            return Some((&patterns[other], &patterns[i]));
        }
    }
    None
}

/// What a pattern looks like if nobody knows which number is what, and the order of them.
fn shape(pattern: &str) -> (String, String) {
    let (mut skeleton, mut order) = (String::new(), String::new());
    for part in parts(pattern).unwrap_or_default() {
        match part {
            Part::Letter('M', times) if times > 2 => skeleton.push('M'),
            Part::Letter('y', 4) => skeleton.push('y'),
            Part::Letter(letter, _) => {
                skeleton.push('0');
                order.push(letter);
            }
            Part::Other(c) => skeleton.push(c),
        }
    }
    (skeleton, order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_a_year_a_month_and_a_day() {
        for good in
            ["yyyy-MM-dd", "M/d/yyyy", "dd.MM.yy", "yyyyMMdd", "d MMM yyyy", "MMMM d, yyyy", "dMMMyyyy"]
        {
            assert_eq!(fault(good), None, "{good}");
        }
        for (bad, says) in [
            ("", "no year"),
            ("yyyy-MM", "no day"),
            ("MM/dd", "no year"),
            ("yyyy-MM-dd HH:mm", "'H' means nothing"),
            ("yyyyy-MM-dd", "yyyyy means nothing"),
            ("DD/MM/YYYY", "'D' means nothing"),
            ("M/d/yyyy yyyy", "more than one year"),
            ("Mdyyyy", "only MM and dd"),
            ("yyyyMMd", "only MM and dd"),
        ] {
            let fault = fault(bad).unwrap();
            assert!(fault.contains(says), "{bad}: {fault}");
        }
    }

    #[test]
    fn day_and_month_are_not_guessed() {
        for (patterns, odd) in [
            (&["M/d/yyyy", "d/M/yyyy"][..], true),
            (&["MM/dd/yyyy", "d/M/yyyy"], true),
            (&["yy-MM-dd", "dd-MM-yy"], true),
            (&["M/d/yyyy", "MM/dd/yyyy"], false),
            (&["M/d/yyyy", "d.M.yyyy", "yyyy-MM-dd"], false),
            (&["M/d/yyyy", "M/d/yy"], false),
            (&["d MMM yyyy", "MMM d yyyy"], false),
        ] {
            let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
            assert_eq!(at_odds(&patterns).is_some(), odd, "{patterns:?}");
        }
    }
}
