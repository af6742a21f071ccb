//! A language as ISO 639-1.

use std::borrow::Cow;

use super::names;
use crate::rules::Checked;

/// The codes of ISO 639-1, in order.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el \
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it \
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt \
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl \
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo \
    za zh zu";

/// English names and ISO 639-2 codes of languages that are usual in schools.
const NAMES: &[(&str, &str)] = &[
    ("albanian", "sq"),
    ("amharic", "am"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("bengali", "bn"),
    ("bosnian", "bs"),
    ("bulgarian", "bg"),
    ("burmese", "my"),
    ("cambodian", "km"),
    ("cantonese", "zh"),
    ("chinese", "zh"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("farsi", "fa"),
    ("filipino", "tl"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("gujarati", "gu"),
    ("haitian", "ht"),
    ("haitiancreole", "ht"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("igbo", "ig"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("lao", "lo"),
    ("laotian", "lo"),
    ("malay", "ms"),
    ("mandarin", "zh"),
    ("marshallese", "mh"),
    ("mongolian", "mn"),
    ("navajo", "nv"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("pashto", "ps"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("punjabi", "pa"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("samoan", "sm"),
    ("serbian", "sr"),
    ("somali", "so"),
    ("spanish", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("tagalog", "tl"),
    ("tamil", "ta"),
    ("telugu", "te"),
    ("thai", "th"),
    ("tigrinya", "ti"),
    ("tongan", "to"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("uzbek", "uz"),
    ("vietnamese", "vi"),
    ("yoruba", "yo"),
    ("amh", "am"),
    ("ara", "ar"),
    ("ben", "bn"),
    ("chi", "zh"),
    ("zho", "zh"),
    ("deu", "de"),
    ("ger", "de"),
    ("eng", "en"),
    ("fas", "fa"),
    ("per", "fa"),
    ("fil", "tl"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("hat", "ht"),
    ("hin", "hi"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("khm", "km"),
    ("kor", "ko"),
    ("pol", "pl"),
    ("por", "pt"),
    ("rus", "ru"),
    ("som", "so"),
    ("spa", "es"),
    ("swa", "sw"),
    ("tgl", "tl"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("vie", "vi"),
    ("bos", "bs"),
    ("bul", "bg"),
    ("ces", "cs"),
    ("dan", "da"),
    ("ell", "el"),
    ("fin", "fi"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("msa", "ms"),
    ("mya", "my"),
    ("nav", "nv"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nor", "no"),
    ("pan", "pa"),
    ("pus", "ps"),
    ("ron", "ro"),
    ("smo", "sm"),
    ("sqi", "sq"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tha", "th"),
    ("tir", "ti"),
];

/// A code of ISO 639-1. Capitals, a region (`en-US`), a three-letter code and an English name are repaired.
pub(super) fn check(value: &str) -> Checked<'_> {
    if is_code(value) {
        return Checked::Good;
    }
    let language = value.split(['-', '_']).next().unwrap_or(value).trim().to_ascii_lowercase();
    if is_code(&language) {
        return Checked::Repaired(Cow::Owned(language));
    }
    let name = names::folded(value);
    let known = NAMES.iter().find(|(known, _)| *known == name);
    known.map_or(Checked::Bad, |(_, code)| Checked::Repaired(Cow::Borrowed(code)))
}

fn is_code(text: &str) -> bool {
    text.len() == 2 && CODES.split(' ').any(|code| code == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_language_has_two_letters() {
        good(check, &["en", "es", "zh", "ht"]);
        repairs(check, &[("EN", "en"), ("en-US", "en"), ("pt_BR", "pt"), ("spa", "es"), ("Spanish", "es")]);
        repairs(check, &[("Navajo", "nv"), ("nav", "nv"), ("SRP", "sr")]);
        repairs(check, &[("Haitian Creole", "ht"), ("HAITIAN-CREOLE", "ht")]);
        bad(check, &["", "xx", "e", "Klingon", "01", "English; Spanish", "-", "bh"]);
    }

    #[test]
    fn every_name_leads_to_a_code() {
        assert_eq!(CODES.split(' ').count(), 183);
        assert!(NAMES.iter().all(|(name, code)| is_code(code) && names::folded(name) == *name));
    }
}
