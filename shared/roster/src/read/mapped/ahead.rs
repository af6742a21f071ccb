//! What rows of mapped files say of each other, known before the first is read.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use super::super::delivery::{Reader, Step};
use super::super::open::Opened;
use super::super::plan::{Circumstances, FilePlan};
use super::super::prescan::MAY_PICK_UP;
use super::super::row::Fields;
use crate::model::{Entity, Kind};
use crate::rules;
use crate::table::{End, RowReader};

impl Reader<'_> {
    /// Looks ahead for what rows of mapped files say of each other.
    pub(in crate::read) fn mapped_ahead(
        &self,
        step: &Step,
        stored: &mut dyn super::super::StoredBefore,
    ) -> io::Result<super::super::prescan::Ahead> {
        let mut ahead = super::super::prescan::Ahead::default();
        if step.spec.entity == Entity::Relationships {
            ahead.refused = self.refused()?;
            return Ok(ahead);
        }
        let own = |kind: Kind| matches!(kind, Kind::Ref(to) | Kind::RefList(to) if to == step.spec.entity);
        if !step.spec.columns.iter().any(|column| own(column.kind)) {
            return Ok(ahead);
        }
        let mut seen = super::super::prescan::Own { whole: true, ..super::super::prescan::Own::default() };
        for other in self.steps.iter().filter(|other| other.spec.entity == step.spec.entity) {
            self.scan(other, &mut seen, &mut ahead)?;
        }
        if !seen.whole {
            seen.keys.take_in(stored.keys());
            ahead.people = std::mem::take(&mut ahead.people).or_before(stored.people()?);
        }
        ahead.circular = rules::circular_parent::circles(&seen.parents);
        ahead.own = Some(seen.keys);
        Ok(ahead)
    }

    /// Relationships whose adult may not pick the student up, as any row says.
    fn refused(&self) -> io::Result<HashSet<u64>> {
        let mut refused = HashSet::new();
        for step in self.steps.iter().filter(|step| step.spec.entity == Entity::Relationships) {
            self.each(step, &mut |fields, plan| {
                let column = plan.fields.iter().find(|f| f.field.name == MAY_PICK_UP).and_then(|f| f.column);
                if fields.get(column).is_some_and(|text| text.trim().eq_ignore_ascii_case("no")) {
                    refused.insert(super::super::row::key_of(fields, plan) as u64);
                }
            })?;
        }
        Ok(refused)
    }

    fn scan(
        &self,
        step: &Step,
        seen: &mut super::super::prescan::Own,
        ahead: &mut super::super::prescan::Ahead,
    ) -> io::Result<()> {
        let end = self.each(step, &mut |fields, plan| {
            super::super::prescan::note(fields, plan, seen, &mut ahead.people);
        })?;
        seen.whole &= end.complete && end.unreadable_rows == 0;
        Ok(())
    }

    /// Hands over the rows of a mapped file, and says how it ended.
    fn each(&self, step: &Step, take: &mut dyn FnMut(&Fields<'_>, &FilePlan)) -> io::Result<End> {
        let Some(maker) = step.maker else { return Ok(End::default()) };
        let Opened { mut table, header, .. } = self.opened(step)?;
        let around = Circumstances {
            file: step.name.clone(),
            strictness: self.options.strictness,
            version: crate::formats::Version::V12,
            mode: step.mode,
            profile: &self.options.profile,
            targets: &super::super::references::Targets::default(),
            ahead: Arc::default(),
        };
        let plan = self.mapped_plan(step, maker, (&header, table.layout().width), around);
        let mut reader = RowReader::new();
        while let Some(block) = table.next_block()? {
            let mut rows = reader.rows(&block);
            while let Some(row) = rows.next() {
                super::super::row::with_fields(&row, &plan, |fields| take(fields, &plan));
            }
        }
        Ok(table.end())
    }
}
