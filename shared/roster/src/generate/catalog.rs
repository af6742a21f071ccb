//! What is taught in which grade.

/// The grades of a district in order, as OneRoster 1.1 writes them.
pub(super) const GRADES: [&str; 13] =
    ["KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];

/// How many classes a student has.
pub(super) const PERIODS: u64 = 8;

/// One line of the course catalogue; subjects and codes are lists of the same length.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    pub(super) title: &'static str,
    pub(super) code: &'static str,
    pub(super) subjects: &'static str,
    pub(super) subject_codes: &'static str,
}

const fn one(title: &'static str, code: &'static str, subject: &'static str) -> Subject {
    Subject { title, code, subjects: subject, subject_codes: code }
}

const ELEMENTARY: [Subject; PERIODS as usize] = [
    one("Homeroom", "22106", "Miscellaneous"),
    Subject {
        title: "Reading, Writing",
        code: "01028",
        subjects: "Reading,Writing",
        subject_codes: "01028,01102",
    },
    one("Mathematics", "02028", "Mathematics"),
    one("Science \"Hands On\"", "03228", "Science"),
    one("Social Studies", "04428", "Social Studies"),
    one("Physical Education", "08028", "Physical Education"),
    one("Art", "05154", "Visual Arts"),
    one("Music", "05128", "Performing Arts"),
];

const MIDDLE: [Subject; PERIODS as usize] = [
    one("Advisory", "22106", "Miscellaneous"),
    one("Language Arts", "01036", "English"),
    one("Pre-Algebra", "02051", "Mathematics"),
    one("Earth & Space Science", "03008", "Science"),
    one("World Geography", "04001", "Social Studies"),
    one("Français", "06121", "World Languages"),
    one("Band / Orchestra", "05102", "Performing Arts"),
    one("Intro to \"Maker\" Lab", "10012", "Computer Science"),
];

const HIGH: [Subject; PERIODS as usize] = [
    one("Advisory", "22106", "Miscellaneous"),
    one("English: the \"Great Books\"", "01003", "English"),
    one("Algebra, Part B", "02053", "Mathematics"),
    one("Biology", "03051", "Science"),
    Subject {
        title: "U.S. History & Civics",
        code: "04101",
        subjects: "History,Civics",
        subject_codes: "04101,04161",
    },
    one("Español", "06101", "World Languages"),
    one("Health", "08051", "Health"),
    one("Studio Art", "05155", "Visual Arts"),
];

/// What is taught to grade number `grade` (0 is KG) in `period`.
pub(super) fn subject(grade: usize, period: u64) -> Subject {
    let table = match grade {
        ..6 => &ELEMENTARY,
        6..9 => &MIDDLE,
        _ => &HIGH,
    };
    table[(period % PERIODS) as usize]
}
