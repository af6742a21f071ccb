//! What the table reader saw, as findings of rules.

use crate::finding::Rule;
use crate::rules;
use crate::table::ProblemKind;

/// The rule and message for a problem of one row; `None` for what is not worth a finding.
pub(super) fn row_rule(kind: ProblemKind) -> Option<(&'static Rule, String)> {
    let found: (&'static Rule, String) = match kind {
        ProblemKind::NulByte => {
            (&rules::nul_byte::RULE, "the row holds NUL characters, which were left out".into())
        }
        ProblemKind::InvalidUtf8 => {
            (&rules::invalid_utf_8::RULE, "the row is not UTF-8 and was read as Windows-1252".into())
        }
        ProblemKind::BareCarriageReturn => {
            (&rules::bare_carriage_return::RULE, "a carriage return stands alone".into())
        }
        ProblemKind::LineBreakInField => {
            (&rules::line_break_in_field::RULE, "a value runs over several lines".into())
        }
        ProblemKind::UnclosedQuote => (
            &rules::unclosed_quote::RULE,
            "a quote is opened and never closed; the rest of the line cannot be trusted".into(),
        ),
        ProblemKind::UnescapedQuote => {
            (&rules::unescaped_quote::RULE, "a quote stands inside an unquoted value".into())
        }
        ProblemKind::TextAfterQuote => {
            (&rules::text_after_quote::RULE, "text follows a closing quote".into())
        }
        ProblemKind::ShortRow { expected, found } => (
            &rules::short_row::RULE,
            format!("the row has {found} of {expected} fields; the missing ones say nothing"),
        ),
        ProblemKind::LongRow { expected, found } => {
            (&rules::long_row::RULE, format!("the row has {found} fields, the header {expected}"))
        }
        ProblemKind::RecordTooLong => {
            (&rules::oversized_record::RULE, "the record is too long to be one and was skipped".into())
        }
        ProblemKind::EmptyFile
        | ProblemKind::HeaderOnly
        | ProblemKind::Binary
        | ProblemKind::MixedEncoding
        | ProblemKind::Windows1252
        | ProblemKind::Utf16
        | ProblemKind::ByteOrderMark
        | ProblemKind::DuplicateHeader
        | ProblemKind::EmptyHeader
        | ProblemKind::NoFinalLineEnd
        | ProblemKind::OneColumn => return None,
    };
    Some(found)
}

/// The rule and message for a problem of the whole file; row problems that surface here too are included.
pub(super) fn file_rule(kind: ProblemKind) -> Option<(&'static Rule, String)> {
    let found: (&'static Rule, String) = match kind {
        ProblemKind::EmptyFile => (&rules::empty_file::RULE, "the file is empty".into()),
        ProblemKind::HeaderOnly => {
            (&rules::file_without_rows::RULE, "the file has a header and no rows".into())
        }
        ProblemKind::Binary => (&rules::binary_file::RULE, "the file is not text".into()),
        ProblemKind::MixedEncoding => {
            (&rules::mixed_encoding::RULE, "most of the file is UTF-8, some of it is not".into())
        }
        ProblemKind::Windows1252 => {
            (&rules::windows_1252_file::RULE, "the file is Windows-1252, not UTF-8".into())
        }
        ProblemKind::Utf16 => (&rules::utf_16_file::RULE, "the file is UTF-16, not UTF-8".into()),
        ProblemKind::ByteOrderMark => (
            &rules::byte_order_mark::RULE,
            "the file begins with a byte order mark, which was left out".into(),
        ),
        ProblemKind::DuplicateHeader => {
            (&rules::duplicate_header::RULE, "two columns have the same name".into())
        }
        ProblemKind::EmptyHeader => (&rules::empty_header::RULE, "a column has no name".into()),
        ProblemKind::OneColumn => {
            (&rules::undelimited_file::RULE, "the file has one column only; is it delimited?".into())
        }
        ProblemKind::NoFinalLineEnd => return None,
        other => return row_rule(other),
    };
    Some(found)
}
