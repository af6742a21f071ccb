//! Schedules as settings write them: `mon-fri 05:30 America/New_York within 4h`, `on-arrival every 30m`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Time;

use super::{Days, Schedule, UnknownZone, Zone, length};

const LONGEST_WINDOW: Duration = Duration::from_secs(24 * 3_600);
const LONGEST_INTERVAL: Duration = Duration::from_secs(31 * 86_400);

/// Why a text is no schedule, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Neither of the two forms.
    #[error(
        "\"{0}\" is not a schedule; write for example `daily 00:15 America/Chicago` or `on-arrival every 30m`"
    )]
    Shape(String),
    /// The days.
    #[error("\"{0}\" is not a day; write daily, weekdays, weekends, or days such as mon-fri or mon,wed,fri")]
    Days(String),
    /// The time.
    #[error("\"{0}\" is not a time of day; write hours and minutes of 24, such as 00:15 or 17:30")]
    Time(String),
    /// The zone.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// A window or interval.
    #[error("\"{text}\" is not a length of time up to {longest}; write for example 30m or 6h")]
    Length {
        /// What was written.
        text: String,
        /// The longest that is allowed here.
        longest: String,
    },
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Schedule, ScheduleError> {
        let words = text.split_whitespace().collect::<Vec<_>>();
        let is = |word: &str, keyword: &str| word.eq_ignore_ascii_case(keyword);
        match words.as_slice() {
            [first, rest @ ..] if is(first, "on-arrival") => on_arrival(text, rest),
            [days, clock, zone] => at([days, clock, zone], Schedule::WINDOW),
            [days, clock, zone, within, window] if is(within, "within") => {
                at([days, clock, zone], limited(window, LONGEST_WINDOW)?)
            }
            _ => Err(ScheduleError::Shape(text.to_owned())),
        }
    }
}

fn at([days, clock, zone]: [&str; 3], window: Duration) -> Result<Schedule, ScheduleError> {
    Ok(Schedule::At {
        days: days.parse::<Days>().map_err(ScheduleError::Days)?,
        time: time(clock).ok_or_else(|| ScheduleError::Time(clock.to_owned()))?,
        zone: zone.parse()?,
        window,
    })
}

fn on_arrival(text: &str, rest: &[&str]) -> Result<Schedule, ScheduleError> {
    let (interval, zone) = match rest {
        [] => ("0s", None),
        [every, interval] if every.eq_ignore_ascii_case("every") => (*interval, None),
        [every, interval, zone] if every.eq_ignore_ascii_case("every") => (*interval, Some(*zone)),
        _ => return Err(ScheduleError::Shape(text.to_owned())),
    };
    let minimum_interval = limited(interval, LONGEST_INTERVAL)?;
    let zone = zone.map(str::parse).transpose()?.unwrap_or_default();
    Ok(Schedule::OnArrival { minimum_interval, zone })
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(hour) && digits(minute) && (1..=2).contains(&hour.len()) && minute.len() == 2) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn limited(text: &str, longest: Duration) -> Result<Duration, ScheduleError> {
    length::parse(text)
        .filter(|length| *length <= longest)
        .ok_or_else(|| ScheduleError::Length { text: text.to_owned(), longest: length::show(longest) })
}

impl fmt::Display for Schedule {
    /// The shortest text that parses back to the same schedule.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::At { days, time, zone, window } => {
                write!(f, "{days} {:02}:{:02} {zone}", time.hour(), time.minute())?;
                if *window != Schedule::WINDOW {
                    write!(f, " within {}", length::show(*window))?;
                }
                Ok(())
            }
            Schedule::OnArrival { minimum_interval, zone } => {
                write!(f, "on-arrival every {}", length::show(*minimum_interval))?;
                if *zone != Zone::default() { write!(f, " {zone}") } else { Ok(()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn settings_texts_parse_and_print() {
        for (text, shown) in [
            ("daily 00:15 America/Chicago", "daily 00:15 America/Chicago"),
            ("Mon-Fri 5:30 america/new_york", "mon-fri 05:30 America/New_York"),
            ("  sat,sun  23:59  UTC ", "sat,sun 23:59 UTC"),
            ("daily 00:15 America/Chicago within 6h", "daily 00:15 America/Chicago"),
            ("daily 00:15 America/Chicago within 90m", "daily 00:15 America/Chicago within 90m"),
            ("daily 00:15 America/Chicago within 0m", "daily 00:15 America/Chicago within 0s"),
            ("on-arrival every 30m", "on-arrival every 30m"),
            ("on-arrival", "on-arrival every 0s"),
            ("ON-ARRIVAL every 60m America/Denver", "on-arrival every 1h America/Denver"),
        ] {
            let schedule = text.parse::<Schedule>().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(schedule.to_string(), shown, "{text}");
        }
        assert_eq!(Schedule::default().to_string(), "daily 00:15 America/Chicago");
    }

    #[test]
    fn errors_name_the_wrong_part_and_what_to_write() {
        for (text, error) in [
            ("", "write for example `daily 00:15 America/Chicago`"),
            ("nightly", "\"nightly\" is not a schedule"),
            ("daily 00:15", "\"daily 00:15\" is not a schedule"),
            ("daily 00:15 CST", "\"CST\" is not a time zone name"),
            ("daily 24:00 America/Chicago", "\"24:00\" is not a time of day"),
            ("daily 12:15am America/Chicago", "write hours and minutes of 24"),
            ("daily 00:15:30 America/Chicago", "\"00:15:30\" is not a time of day"),
            ("mon-fry 05:30 America/Chicago", "\"fry\" is not a day"),
            ("daily 00:15 America/Chicago within 25h", "\"25h\" is not a length of time up to 1d"),
            ("on-arrival every half-hour", "\"half-hour\" is not a length of time up to 31d"),
            ("on-arrival often", "is not a schedule"),
        ] {
            let message = text.parse::<Schedule>().expect_err(text).to_string();
            assert!(message.contains(error), "{text}: {message}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_schedule_parses_back_from_its_text(
            (day, hour, minute) in (0_usize..7, 0_i8..24, 0_i8..60),
            seconds in 0_u64..=86_400,
            zone in proptest::sample::select(vec!["America/Chicago", "America/Phoenix", "Pacific/Honolulu", "UTC"]),
        ) {
            let zone = zone.parse::<Zone>().unwrap();
            let length = Duration::from_secs(seconds);
            let days = jiff::civil::Weekday::Monday.cycle_forward().take(day + 1);
            let at = Schedule::At {
                days: Days::of(days).unwrap(),
                time: Time::new(hour, minute, 0, 0).unwrap(),
                zone: zone.clone(),
                window: length,
            };
            for schedule in [at, Schedule::OnArrival { minimum_interval: length, zone }] {
                prop_assert_eq!(schedule.to_string().parse::<Schedule>(), Ok(schedule));
            }
        }

        #[test]
        fn any_text_is_a_schedule_or_a_one_line_error(text in "\\PC{0,60}") {
            if let Err(error) = text.parse::<Schedule>() {
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }
}
