//! Sensitive columns by the shape of their values.

use super::Category;

/// Values that must be there before their shape says anything.
const ENOUGH: usize = 3;

/// What a column with these values holds, if their shape leaves no doubt.
pub(super) fn judge(values: &[&str]) -> Option<Category> {
    let filled: Vec<&str> = values.iter().map(|value| value.trim()).filter(|v| !v.is_empty()).collect();
    let marks: Vec<Category> = filled.iter().filter_map(|value| Category::of_mark(value)).collect();
    // In rows with a field too many, a mark may stand in the column of another.
    if let Some(category) = marks.first().filter(|_| marks.len() * 10 >= filled.len() * 8) {
        return Some(*category);
    }
    let most = |is: &dyn Fn(&str) -> bool| {
        let fitting = filled.iter().filter(|value| is(value)).count();
        fitting >= ENOUGH && fitting * 10 >= filled.len() * 8
    };
    if most(&is_social_security) {
        Some(Category::SocialSecurity)
    } else if most(&is_password_hash) {
        Some(Category::Passwords)
    } else if is_meal_status(&filled) {
        Some(Category::MealStatus)
    } else {
        None
    }
}

/// Three, two and four digits with a hyphen or space between, and numbers that are given out: `123-45-6789`.
pub(crate) fn is_social_security(value: &str) -> bool {
    let &[a, b, c, between, d, e, other, w, x, y, z] = value.as_bytes() else { return false };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0u32, |n, digit| digit.is_ascii_digit().then(|| n * 10 + u32::from(digit - b'0')))
    };
    let separated = between == other && matches!(between, b'-' | b' ');
    let parts = (number(&[a, b, c]), number(&[d, e]), number(&[w, x, y, z]));
    let (Some(area), Some(group), Some(serial)) = parts else { return false };
    separated && area != 0 && area != 666 && area < 900 && group != 0 && serial != 0
}

fn is_password_hash(value: &str) -> bool {
    const STARTS: [&str; 9] = ["$2a$", "$2b$", "$2y$", "$1$", "$5$", "$6$", "$argon2", "{SSHA", "{SHA"];
    value.len() >= 20 && STARTS.iter().any(|start| value.starts_with(start))
}

/// Nothing but the words for who pays what, with the telling ones among them.
fn is_meal_status(values: &[&str]) -> bool {
    const WORDS: [&str; 10] = [
        "free",
        "reduced",
        "paid",
        "full",
        "full price",
        "denied",
        "free lunch",
        "reduced lunch",
        "full pay",
        "full paid",
    ];
    let lower: Vec<String> = values.iter().map(|value| value.to_lowercase()).collect();
    lower.len() >= ENOUGH
        && lower.iter().all(|value| WORDS.contains(&value.as_str()))
        && lower.iter().any(|value| value.starts_with("reduced"))
        && lower.iter().any(|value| !value.starts_with("reduced"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_social_security_number_has_the_shape_and_could_have_been_given_out() {
        for good in ["123-45-6789", "001-01-0001", "899-99-9999", "123 45 6789"] {
            assert!(is_social_security(good), "{good}");
        }
        let bad = "123456789|000-45-6789|666-45-6789|900-45-6789|123-00-6789|123-45-0000|123-45 6789|312-555-0188|2026-09-01|123-45-67890|";
        for bad in bad.split('|') {
            assert!(!is_social_security(bad), "{bad}");
        }
    }

    #[test]
    fn only_values_whose_shape_is_certain_count() {
        let hash = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
        for (values, want) in [
            (vec!["123-45-6789", "", "234-56-7890", "345-67-8901"], Some(Category::SocialSecurity)),
            (vec!["123-45-6789", "234-56-7890"], None),
            (vec!["123-45-6789", "234-56-7890", "345-67-8901", "x", "y"], None),
            (vec![hash; 3], Some(Category::Passwords)),
            (vec!["Free", "Reduced", "Paid", ""], Some(Category::MealStatus)),
            (vec!["Paid", "Paid", "Paid"], None),
            (vec!["free", "free", "taken"], None),
            (vec!["2026-09-01"; 9], None),
            (vec![], None),
        ] {
            assert_eq!(judge(&values), want, "{values:?}");
        }
    }
}
