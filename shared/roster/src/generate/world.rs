//! Everything that the files of one day are made from.

use super::calendar::Calendar;
use super::dice::{About, Dice, Question};
use super::rows::Stamped;
use super::shape::{Class, Shape};
use super::timeline::Timeline;
use super::{District, Stamp};

/// Multiplying by this, modulo [`USER_IDS`], never maps two users to one ID.
const SCATTER: u64 = 38_196_601_131;
const USER_IDS: u64 = 100_000_000_000;
const SCHOOL_IDS: u64 = 10_000_000;

/// One district on one day.
pub(super) struct World {
    pub(super) dice: Dice,
    pub(super) shape: Shape,
    pub(super) calendar: Calendar,
    pub(super) timeline: Timeline,
    pub(super) stamped: Stamped,
}

impl World {
    pub(super) fn new(district: &District) -> Self {
        let dice = Dice(district.seed);
        let shape = Shape::new(district.students);
        let calendar = Calendar::new(district.start);
        let stamped = match district.stamp {
            Stamp::Blank => Stamped { status: "", modified: String::new() },
            Stamp::Night(night) => Stamped { status: "active", modified: calendar.exported_at(night) },
        };
        let timeline = Timeline { dice, students: shape.students, day: district.day.max(1) };
        Self { dice, shape, calendar, timeline, stamped }
    }

    /// The ID of the district itself.
    pub(super) fn district_id(&self) -> String {
        format!("district-{}", self.dice.0)
    }

    /// Where the district's e-mail addresses end.
    pub(super) fn domain(&self) -> String {
        format!("district-{}.example.org", self.dice.0)
    }

    /// An ID with a leading zero.
    pub(super) fn school_id(&self, school: u64) -> String {
        let first = self.dice.below(SCHOOL_IDS, About::SchoolId.of(0));
        format!("0{:07}", (first + school) % SCHOOL_IDS)
    }

    /// An ID of eleven digits, many with leading zeros, in no order.
    pub(super) fn user_id(&self, number: u64) -> String {
        let first = self.dice.below(USER_IDS, About::UserId.of(0));
        let scattered = u128::from(number % USER_IDS) * u128::from(SCATTER) + u128::from(first);
        format!("{:011}", scattered % u128::from(USER_IDS))
    }

    pub(super) fn class_id(&self, class: Class) -> String {
        self.uuid(About::ClassId.of(class.number()))
    }

    /// A random-looking UUID that belongs to this record for ever.
    pub(super) fn uuid(&self, record: Question) -> String {
        let random = self.dice.wide(record).to_le_bytes();
        uuid::Builder::from_random_bytes(random).into_uuid().to_string()
    }
}
