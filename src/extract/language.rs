//! Which language a text is in. The rules read English: in another language they would find nonsense.

use whatlang::Lang;

/// So many characters tell the language; shorter texts are read as English.
const ENOUGH: usize = 200;
/// Longer texts are judged by their beginning.
const BEGINNING: usize = 4_000;

/// So many of a thousand words are "the" in no other language, and about sixty in English news.
const THE: usize = 30;

/// The English name of the language a text is surely in, where that is not English.
pub(super) fn foreign(text: &str) -> Option<&'static str> {
    // A text of no more bytes than that has no more characters either.
    let long = (text.len() > BEGINNING).then(|| text.char_indices().nth(BEGINNING)).flatten();
    let beginning = long.map_or(text, |(end, _)| &text[..end]);
    if beginning.chars().take(ENOUGH).count() < ENOUGH {
        return None;
    }
    if is_english(beginning) {
        return None;
    }
    let info = whatlang::detect(beginning)?;
    (info.lang() != Lang::Eng && info.is_reliable()).then(|| info.lang().eng_name())
}

/// Whether a text is English beyond doubt: most are, and this takes a twentieth of the time that the
/// comparison with other languages takes.
fn is_english(text: &str) -> bool {
    let (mut words, mut the) = (0, 0);
    for word in text.split_ascii_whitespace() {
        words += 1;
        the += usize::from(matches!(word, "the" | "The"));
    }
    the * 1_000 >= words * THE && the > 0
}

#[cfg(test)]
mod tests {
    use super::{foreign, is_english};

    #[test]
    fn what_is_surely_english_needs_no_comparison() {
        assert!(is_english("The envoys met by the lake and spoke of the border for six hours."));
        assert!(!is_english("Die Unterhändler trafen sich am See."));
        assert!(!is_english(
            "Het akkoord the geldt nog niet, zei de woordvoerder van de regering in een verklaring aan de pers na afloop van het overleg over de grens tussen beide landen, die al jaren gesloten is voor verkeer."
        ));
        assert!(!is_english(""));
    }

    #[test]
    fn only_what_is_surely_another_language_is_foreign() {
        let german = "Die Unterhändler trafen sich am Dienstag in einem Hotel am See und sprachen sechs Stunden lang \
                      über die Grenze, die Gefangenen und den Strom. Am Abend sagte der Sprecher, man habe sich in \
                      keinem Punkt geeinigt, werde aber morgen weiterreden.";
        assert_eq!(foreign(german), Some("German"));
        assert_eq!(foreign(&german[..120]), None, "too short to tell");
        let english = "The negotiators met in a hotel by the lake on Tuesday and spoke for six hours about the border, \
                       the prisoners and the power supply. In the evening the spokesman said that they had agreed on \
                       nothing and would go on talking tomorrow.";
        assert_eq!(foreign(english), None);
        assert_eq!(foreign(&"1234 ".repeat(100)), None);
        assert_eq!(foreign(""), None);
    }
}
