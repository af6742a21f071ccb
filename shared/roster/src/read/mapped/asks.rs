//! What the comparison asks about mapped files.

use super::super::delivery::{Reader, Step};
use super::super::set::base_name;
use super::entities_of;
use crate::diff::{FileSummary, is_from, is_same_file};
use crate::mapping::bind::matches_pattern;
use crate::mapping::drift::{self, Drift, Headers};
use crate::mapping::{FieldMapping, FieldTarget, FileMapping, Parts, Repeats, Write};
use crate::model::Entity;
impl Reader<'_> {
    /// What has changed in the header of a mapped file, which is told once for all that is made of it.
    pub(crate) fn drift(&self, step: usize, before: Option<&[String]>, now: &[String]) -> Option<Drift> {
        let maker = self.steps[step].maker.filter(|maker| maker.leads)?;
        let (file, _) = self.made(maker)?;
        Some(drift::judge(file, base_name(&self.steps[step].name), Headers { before, now }))
    }

    /// Whether several rows of a file may tell of one record.
    pub(crate) fn repeats(&self, step: usize) -> Repeats {
        let made = self.steps[step].maker.and_then(|maker| self.made(maker));
        made.map_or(Repeats::Unexpected, |(_, record)| record.repeats)
    }

    /// Fields of a file's records that do not always count.
    pub(crate) fn writes(&self, step: usize) -> Vec<(FieldTarget, Write)> {
        let Some((_, record)) = self.steps[step].maker.and_then(|maker| self.made(maker)) else {
            return Vec::new();
        };
        let fields = record.fields.iter().filter(|field| field.write != Write::Always);
        fields.map(|field: &FieldMapping| (field.target.clone(), field.write)).collect()
    }

    /// Whether no later file tells of an entity.
    pub(crate) fn is_last_of(&self, entity: Entity, step: usize) -> bool {
        let tells = |step: &Step| step.spec.entity == entity || is_from(entity, &step.spec);
        !self.steps[step + 1..].iter().any(tells)
    }

    /// Whether records of an entity are made of users' rows.
    pub(crate) fn is_derived(&self, entity: Entity) -> bool {
        match (&self.mapping, self.format) {
            (Some(_), _) => self.steps.iter().any(|step| is_from(entity, &step.spec)),
            (None, Some(format)) => format.file_of(Entity::Users).is_some_and(|spec| is_from(entity, spec)),
            (None, None) => false,
        }
    }

    /// Whether users name the people around them.
    pub(crate) fn has_agents(&self, files: &[FileSummary]) -> bool {
        if self.mapping.is_some() {
            return self.is_derived(Entity::Relationships);
        }
        let users = files.iter().find(|f| base_name(&f.name).eq_ignore_ascii_case("users.csv"));
        users.is_some_and(|f| f.columns.iter().any(|c| c.eq_ignore_ascii_case("agentSourcedIds")))
    }

    /// Files that came before and did not come now, with the entities that are untouched for that.
    pub(crate) fn absent<'n>(&self, before: impl Iterator<Item = &'n str>) -> Vec<(&'n str, Vec<Entity>)> {
        let Some(mapping) = &self.mapping else { return Vec::new() };
        let mut absent = Vec::new();
        for name in before {
            let fits = |file: &FileMapping| matches_pattern(&file.pattern, name);
            let Some(at) = mapping.files.iter().position(fits) else { continue };
            let file = &mapping.files[at];
            let mut here = self.steps.iter().filter(|step| step.maker.is_some_and(|maker| maker.file == at));
            let is_here = match file.parts {
                Parts::One => here.next().is_some(),
                Parts::Many => here.any(|step| is_same_file(base_name(&step.name), name)),
            };
            if !is_here {
                absent.push((name, file.records.iter().flat_map(entities_of).collect()));
            }
        }
        absent
    }
}
