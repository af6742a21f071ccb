//! Medians of both sides and their ratio, for reading.

use std::time::Duration;

use crate::measure::Usage;

/// The table of one set of `rows` lines; both sides must have run at least once.
pub(crate) fn render(rows: u64, ours: &[Usage], peer: &[Usage]) -> String {
    let (our, its) = (medians(ours), medians(peer));
    let ratio = |f: fn(&Usage) -> f64| f(&our) / f(&its);
    let mut lines =
        vec![format!("  {:<10}{:>12}{:>12}{:>12}{:>14}", "", "wall s", "CPU s", "peak MB", "rows per s")];
    for (name, usage) in [("rollcall", &our), ("peer", &its)] {
        let speed = rows as f64 / wall(usage);
        lines.push(format!(
            "  {name:<10}{:>12.2}{:>12.2}{:>12.1}{speed:>14.0}",
            wall(usage),
            cpu(usage),
            peak(usage)
        ));
    }
    lines.push(format!("  {:<10}{:>12.3}{:>12.3}{:>12.3}", "ratio", ratio(wall), ratio(cpu), ratio(peak)));
    lines.push(format!(
        "  {:<10}{:>12}{:>12}   (CPU s, fastest to slowest: ours, peer's)",
        "spread",
        spread(ours),
        spread(peer)
    ));
    lines.join("\n")
}

fn wall(usage: &Usage) -> f64 {
    usage.wall.as_secs_f64()
}

fn cpu(usage: &Usage) -> f64 {
    usage.cpu.as_secs_f64()
}

fn peak(usage: &Usage) -> f64 {
    usage.peak as f64 / 1e6
}

fn spread(usages: &[Usage]) -> String {
    let bounds = |f: fn(f64, f64) -> f64| usages.iter().map(cpu).reduce(f).unwrap_or_default();
    format!("{:.2}-{:.2}", bounds(f64::min), bounds(f64::max))
}

fn medians(usages: &[Usage]) -> Usage {
    Usage {
        wall: median(usages.iter().map(|usage| usage.wall).collect::<Vec<Duration>>()),
        cpu: median(usages.iter().map(|usage| usage.cpu).collect()),
        peak: median(usages.iter().map(|usage| usage.peak).collect()),
    }
}

fn median<T: Ord + Copy + Default>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(seconds: u64) -> Usage {
        Usage {
            wall: Duration::from_secs(seconds),
            cpu: Duration::from_secs(2 * seconds),
            peak: seconds * 1_000_000,
        }
    }

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(median(vec![9, 1, 5]), 5);
        assert_eq!(median(vec![9, 1, 5, 100, 2]), 5);
        assert_eq!(median(vec![7]), 7);
    }

    #[test]
    fn the_ratio_is_ours_by_the_peers() {
        let table = render(100, &[usage(1), usage(1), usage(90)], &[usage(4), usage(4), usage(5)]);
        let ratio = table.lines().find(|line| line.contains("ratio")).unwrap();
        assert_eq!(ratio.split_whitespace().collect::<Vec<_>>(), ["ratio", "0.250", "0.250", "0.250"]);
    }
}
