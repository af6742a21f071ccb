//! Reads the rows of blocks, a few at a time.

use super::lane::{Lane, Lookups};
use super::plan::FilePlan;
use super::row;
use super::rows::BlockOut;
use crate::table::{Block, RowReader, Rows};

/// Rows whose references are looked up together.
const TOGETHER: usize = 64;

/// What one thread needs to read blocks of a file.
pub(super) struct Hand<'a> {
    plan: &'a FilePlan,
    reader: RowReader,
    lane: Lane,
}

impl<'a> Hand<'a> {
    pub(super) fn new(plan: &'a FilePlan) -> Hand<'a> {
        Hand { plan, reader: RowReader::new(), lane: Lane::new(plan, Lookups::Together) }
    }

    /// Reads the rows of a block into its output.
    pub(super) fn rows(&mut self, block: &Block, out: &mut BlockOut) {
        // Where the text was cut off, the last row may say less than it was meant to.
        let left = if block.is_cut_off() { block.rows() } else { u64::MAX };
        let mut unread = Unread { plan: self.plan, rows: self.reader.rows(block), left };
        (out.text_bytes, out.origin) = (block.text().len() as u64, block.origin());
        self.lane.begin();
        loop {
            let (place, left, level) = (unread.rows.place(), unread.left, out.level());
            let more = unread.read((out, &mut self.lane));
            if !self.lane.are_there(self.plan) {
                unread.rows.go_back(place);
                unread.left = left;
                out.fall_back(level);
                self.lane.forget();
                self.lane.look_up(Lookups::AtOnce);
                unread.read((out, &mut self.lane));
                self.lane.look_up(Lookups::Together);
            }
            if !more {
                return;
            }
        }
    }
}

/// Rows of a block that are still to be read.
struct Unread<'a> {
    plan: &'a FilePlan,
    rows: Rows<'a>,
    left: u64,
}

impl Unread<'_> {
    /// Reads some rows; false at the end.
    fn read(&mut self, (out, lane): (&mut BlockOut, &mut Lane)) -> bool {
        for _ in 0..TOGETHER {
            let Some(row) = self.rows.next() else { return false };
            self.left -= 1;
            // The last field may be a part of what it was; an ID is taken as it is.
            let whole = if self.left == 0 { (row.len() - 1).max(1) } else { row.len() };
            row::read((&row, whole), self.plan, (out, lane));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;

    use super::*;
    use crate::diff::key_hash;
    use crate::formats::{FORMATS, FileMode, Version};
    use crate::mapping::Mapping;
    use crate::mapping::bind::{self, Binding, Names};
    use crate::model::Entity;
    use crate::read::mapped;
    use crate::read::own::OwnPlan;
    use crate::read::plan::{Circumstances, MappedPlan, Strictness};
    use crate::read::references::{KeySet, Targets};
    use crate::table::{Options, Table};
    use proptest::prelude::*;

    fn known(ids: &[&str]) -> KeySet {
        let mut set = KeySet::with_room(ids.len());
        ids.iter().for_each(|id| set.insert(key_hash(id)));
        set
    }

    fn plan(entity: Entity, header: &[String], strictness: Strictness) -> FilePlan {
        let format = FORMATS.iter().find(|format| format.version == Version::V11).unwrap();
        let mut targets = Targets::default();
        targets.know(Entity::Orgs, known(&["s1", "s2"]));
        targets.know(Entity::Classes, known(&["c1", "c2", "c3"]));
        targets.know(Entity::Users, known(&["u1", "u2", "u3"]));
        let around = Circumstances {
            file: "x.csv".into(),
            strictness,
            version: Version::V11,
            mode: FileMode::Bulk,
            profile: &crate::profile::Profile::standard(),
            targets: &targets,
            ahead: Arc::default(),
        };
        FilePlan::new(format.file_of(entity).unwrap(), header, around)
    }

    /// Each row with a lane of its own, which remembers nothing and lets nothing wait.
    fn carefully(block: &Block, plan: &FilePlan, out: &mut BlockOut) {
        let mut reader = RowReader::new();
        let mut rows = reader.rows(block);
        while let Some(row) = rows.next() {
            row::read((&row, row.len()), plan, (out, &mut Lane::new(plan, Lookups::AtOnce)));
        }
    }

    /// The same fields by a mapping: some columns as they stand, some made.
    fn mapped(header: &[String], strictness: Strictness) -> FilePlan {
        const MAPPING: &str = r#"{"mapping": 1, "name": "x", "files": [{"file": "x.csv", "only": [
            {"column": "status", "isNot": ["tobedeleted"]}], "records": [{"entity": "enrollments", "fields": {
            "classSourcedId": "classSourcedId", "schoolSourcedId": "schoolSourcedId",
            "userSourcedId": {"template": "{userSourcedId}"},
            "role": {"column": "role", "steps": [{"codes": {"table": {"chief": "teacher"}, "other": "keep"}}]},
            "primary": "primary", "beginDate": "beginDate", "endDate": "endDate", "metadata.note": "sourcedId"}}]}]}"#;
        let mapping = Mapping::from_json(MAPPING).expect("it is a mapping");
        let (file, record) = (&mapping.files[0], &mapping.files[0].records[0]);
        let binding = Binding::new(file, record, &Names::new(header, 0), &bind::Lookups::default());
        let spec = mapped::spec(record);
        let at: Vec<_> = binding.at.iter().map(|at| at.column()).collect();
        let profile = crate::profile::Profile::standard();
        let around = |targets| Circumstances {
            file: "x.csv".into(),
            strictness,
            version: Version::V11,
            mode: FileMode::Bulk,
            profile: &profile,
            targets,
            ahead: Arc::default(),
        };
        let known = plan(Entity::Enrollments, header, strictness).targets;
        let mut plan = FilePlan::tied(&spec, &at, around(&known));
        plan.own = OwnPlan::named((&profile, Entity::Enrollments), [("note", Some(0))].into_iter());
        plan.mapped = Some(MappedPlan {
            binding: Arc::new(binding),
            leads: true,
            is_main: true,
            path: String::new(),
            names: Vec::new(),
        });
        plan
    }

    fn agree(entity: Entity, header: &str, rows: &[String], block_bytes: usize) -> Result<(), TestCaseError> {
        agree_under(plan, entity, (header, rows), block_bytes)
    }

    fn agree_under(
        plan: impl Fn(Entity, &[String], Strictness) -> FilePlan,
        entity: Entity,
        (header, rows): (&str, &[String]),
        block_bytes: usize,
    ) -> Result<(), TestCaseError> {
        let text = format!("{header}\n{}\n", rows.join("\n"));
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        for strictness in [Strictness::Tolerant, Strictness::Strict] {
            let plan = plan(entity, &names, strictness);
            let options = Options { block_bytes, ..Options::default() };
            let mut table = Table::open(Box::new(Cursor::new(text.clone().into_bytes())), options).unwrap();
            let mut hand = Hand::new(&plan);
            while let Some(block) = table.next_block().unwrap() {
                let (mut fast, mut careful) = (BlockOut::default(), BlockOut::default());
                hand.rows(&block, &mut fast);
                carefully(&block, &plan, &mut careful);
                (careful.text_bytes, careful.origin) = (fast.text_bytes, fast.origin);
                prop_assert_eq!(format!("{fast:?}"), format!("{careful:?}"));
            }
        }
        Ok(())
    }

    fn one_of(mostly: &'static str, else_: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
        prop_oneof![6 => Just(mostly), 2 => prop::sample::select(else_)]
    }

    fn enrollment() -> impl Strategy<Value = String> {
        (
            one_of("e1", &["e2", "", " e3", "é"]),
            one_of("", &["active", "tobedeleted", "x"]),
            one_of("c1", &["c2", "c3", "c9", "", "c1 "]),
            one_of("s1", &["s2", "s2", "s2", "\"s1\"", "s9"]),
            one_of("u1", &["u2", "u3", "u3", "u2", "u9", "\"u,1\""]),
            one_of("student", &["Teacher", "teacher", "chief", ""]),
            one_of("false", &["TRUE", "", "maybe", "true"]),
            one_of("2026-08-15,2027-06-10", &["2027-08-15,2027-06-10", ",", "2026/08/15,", "2026-08-15"]),
        )
            .prop_map(|(id, status, class, school, user, role, primary, days)| {
                [id, status, "", class, school, user, role, primary, days].join(",")
            })
    }

    fn user() -> impl Strategy<Value = String> {
        (
            one_of("u1", &["u2", "u3", ""]),
            one_of("true", &["TRUE", "", "false"]),
            one_of("s1", &["s2", "\"s1,s2\"", "s9", ""]),
            one_of("student", &["teacher", "Student", "chief"]),
            one_of("{SIS:1}", &["\"{b:2},{a:1}\"", "1", ""]),
            one_of("Ada", &["José", "Ada ", "1.0E+11", "\"A \"\"B\"\"\"", ""]),
            one_of("", &["u1", "u2", "u9", "\"u2, u1\""]),
            one_of("09", &["9", "\"09,10\"", ""]),
        )
            .prop_map(|(id, enabled, orgs, role, ids, name, agents, grades)| {
                [
                    id, "", "", enabled, orgs, role, "ann", ids, name, name, "", "", "", "", "", agents,
                    grades, "",
                ]
                .join(",")
            })
    }

    const ENROLLMENTS: &str = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate";
    const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn many_rows_read_at_once_come_out_as_one_by_one(
            enrollments in prop::collection::vec(enrollment(), 1..200),
            users in prop::collection::vec(user(), 1..100),
            block_bytes in prop::sample::select(vec![300usize, 4_000, 1 << 20]),
        ) {
            agree(Entity::Enrollments, ENROLLMENTS, &enrollments, block_bytes)?;
            agree(Entity::Users, USERS, &users, block_bytes)?;
            let other_order = ENROLLMENTS.replace(",role,primary", ",primary,role");
            agree(Entity::Enrollments, &other_order, &enrollments, block_bytes)?;
            let by_mapping = |_, header: &[String], strictness| mapped(header, strictness);
            agree_under(by_mapping, Entity::Enrollments, (ENROLLMENTS, &enrollments), block_bytes)?;
        }
    }
}
