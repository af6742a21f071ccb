//! Records that another connection of the tenant owns: never made, changed or removed here.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::entity::EntityDiff;
use super::keys::Met;
use super::pass::Pass;
use crate::finding::Finding;
use crate::model::{Entity, Values};
use crate::read::{Ahead, FindingSink, Outcome, RowRef, Step, base_name};
use crate::rules;
use crate::scope::Group;

impl Pass<'_> {
    /// Leaves out files of entities that another connection owns, and lets references lead to other connections' records.
    pub(super) fn keep_to_scope(&mut self, sink: &mut dyn FindingSink) {
        for (entity, keys) in self.scope.take_others() {
            self.reader.targets.know_others(entity, keys);
        }
        for (entity, key, word) in self.scope.take_types() {
            self.reader.targets.note_type(entity, key, &word);
        }
        let (scope, strictness) = (&self.scope, self.reader.strictness());
        let out: Vec<(Arc<str>, Entity)> = self
            .reader
            .steps
            .iter()
            .filter(|step| !scope.has(step.spec.entity))
            .map(|step| (step.name.clone(), step.spec.entity))
            .collect();
        self.reader.steps.retain(|step| scope.has(step.spec.entity));
        self.reader.missing.retain(|entity| scope.has(*entity));
        // Of a file whose first record is another's, the next one tells what is wrong with its rows.
        let leads = |step: &&Step| step.maker.is_some_and(|maker| maker.leads);
        let mut led: HashSet<usize> = self.reader.steps.iter().filter(leads).map(|step| step.index).collect();
        for step in &mut self.reader.steps {
            if let Some(maker) = step.maker.as_mut().filter(|maker| !maker.leads) {
                maker.leads = led.insert(step.index);
            }
        }
        for (name, entity) in out {
            let message = format!(
                "{entity} are another connection's; what {} says of them is left out",
                base_name(&name)
            );
            sink.find(told(&name, strictness, entity, message));
        }
    }

    /// Finds out which people of the delivery another connection owns.
    pub(super) fn meet_others(&mut self, steps: &[usize]) -> io::Result<()> {
        if !self.scope.splits_people() || !self.others.is_empty() {
            return Ok(());
        }
        let mut groups: HashMap<u128, Group> = HashMap::new();
        let tells =
            |step: &&usize| matches!(self.reader.steps[**step].spec.entity, Entity::Users | Entity::Roles);
        for step in steps.iter().filter(tells) {
            self.reader.read((*step, Ahead::default()), &mut super::NoFindings, &mut |out| {
                let roles = out.rows.iter().filter(|row| row.entity == Entity::Roles);
                for row in roles.filter(|row| row.outcome == Outcome::Accepted) {
                    let mut values = Values::over(out.bytes_of(row)).skip(1).map(Option::unwrap_or_default);
                    let user = super::key_hash(values.next().unwrap_or_default());
                    let group = Group::of(values.nth(1).unwrap_or_default());
                    groups.entry(user).and_modify(|known| *known = group.min(*known)).or_insert(group);
                }
                Ok(())
            })?;
        }
        let scope = &self.scope;
        self.others =
            groups.into_iter().filter(|(_, group)| !scope.has_people(*group)).map(|(user, _)| user).collect();
        Ok(())
    }

    /// Says how many people of a delivery another connection owns.
    pub(super) fn report_others(&self, sink: &mut dyn FindingSink) {
        if self.others.is_empty() {
            return;
        }
        let message = format!(
            "{} people of the delivery are another connection's; they are left out",
            self.others.len()
        );
        let name = self.reader.name_of(Entity::Users).unwrap_or_default();
        sink.find(told(&name.into(), self.reader.strictness(), Entity::Users, message));
    }
}

fn told(file: &Arc<str>, strictness: crate::read::Strictness, entity: Entity, message: String) -> Finding {
    let rule = &rules::out_of_scope::RULE;
    Finding {
        rule,
        severity: strictness.severity(rule),
        file: file.clone(),
        entity: Some(entity),
        line: None,
        column: None,
        field: None,
        record: None,
        message,
    }
}

/// Whether a row is of a person whom another connection owns; if so, what is known under its key stays.
pub(super) fn is_anothers(
    others: &HashSet<u128>,
    (row, bytes): (&RowRef, &[u8]),
    diff: Option<&mut EntityDiff<'_>>,
) -> bool {
    if others.is_empty() {
        return false;
    }
    let person = match row.entity {
        Entity::Users | Entity::Demographics => row.key,
        Entity::Roles | Entity::UserProfiles | Entity::Relationships if row.outcome == Outcome::Accepted => {
            super::key_hash(Values::over(bytes).nth(1).flatten().unwrap_or_default())
        }
        _ => return false,
    };
    let is_out = others.contains(&person);
    if let Some(diff) = diff.filter(|_| is_out) {
        diff.leave_out(row.key);
    }
    is_out
}

impl EntityDiff<'_> {
    /// A record of the snapshot of which nobody knows more stays as it is.
    pub(super) fn stays(&mut self, key: u128) {
        if let Some(ordinal) = self.keys.known_living_at(key)
            && let Met::Known(_) = self.keys.meet(key)
        {
            self.keys.keep(ordinal);
            self.kept += 1;
        }
    }

    /// A row of a record that is another connection's.
    pub(super) fn leave_out(&mut self, key: u128) {
        self.read.read += 1;
        self.read.out_of_scope += 1;
        self.stays(key);
    }
}
