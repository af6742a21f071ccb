//! Deliveries night after night: what is found in them, and what they make of the roster.

#[cfg(test)]
mod archives;
#[cfg(test)]
mod broken_files;
#[cfg(test)]
mod broken_mapped;
#[cfg(test)]
mod broken_privacy;
#[cfg(test)]
mod broken_rows;
#[cfg(test)]
mod built_in;
#[cfg(test)]
mod completeness;
#[cfg(test)]
mod days;
#[cfg(test)]
mod derived;
#[cfg(test)]
mod difference;
#[cfg(test)]
mod district;
#[cfg(test)]
mod firing;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod mapped_nights;
#[cfg(test)]
mod modes;
#[cfg(test)]
mod nights;
#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod own_fields;
#[cfg(test)]
mod renames;
#[cfg(test)]
mod scopes;
#[cfg(test)]
mod spreadsheet;
#[cfg(test)]
mod supplements;
#[cfg(test)]
mod zips;
