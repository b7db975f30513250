//! Words with which somebody or something is looked for by name: "zel", "abu dh".
//!
//! ```
//! use demarche::domain::called::Called;
//! let called = Called::read("Abu Dh").unwrap();
//! assert_eq!(called.words(), ["abu", "dh"]);
//! assert_eq!(called.slips("Abu Dahbi"), None);
//! assert_eq!(Called::read("Zelenskyy").unwrap().slips("Volodymyr Zelensky"), Some(1));
//! ```

/// Words to look for in names: letters and digits in small letters, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    text: String,
    words: Vec<String>,
}

impl Called {
    /// Longer than this is no name.
    pub const LONGEST: usize = 100;
    /// More words than these are not looked for.
    const MOST: usize = 8;

    /// Reads what somebody typed; `None` where no letter and no digit is in it.
    pub fn read(text: &str) -> Option<Called> {
        let words: Vec<String> = words(text).take(Self::MOST).collect();
        (!words.is_empty()).then(|| Called {
            text: text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned(),
            words,
        })
    }

    /// What was typed, without control characters.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words, each of letters and digits only.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// How many slips of the finger lie between these words and a name: each word is held against the word of the
    /// name that is nearest to it, whole or as its beginning. `None` where one of them is like none.
    pub fn slips(&self, name: &str) -> Option<usize> {
        let own: Vec<String> = words(name).collect();
        let nearest = |word: &String| {
            let allowed = match word.chars().count() {
                ..3 => 0,
                3..=4 => 1,
                _ => 2,
            };
            own.iter().filter_map(|name| beginning(word, name)).min().filter(|slips| *slips <= allowed)
        };
        self.words.iter().map(nearest).sum()
    }
}

/// The slips between a word and another one or its beginning. The first letter is hardly ever mistyped, and holding
/// to it keeps chance likeness out.
fn beginning(word: &str, name: &str) -> Option<usize> {
    if word.chars().next() != name.chars().next() {
        return None;
    }
    let begun: String = name.chars().take(word.chars().count()).collect();
    Some(distance(word, name).min(distance(word, &begun)))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase)
}

/// How many insertions, deletions, replacements and swaps of neighbours lie between two words
/// (optimal string alignment distance).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(asked: &str, name: &str) -> Option<usize> {
        Called::read(asked).expect("words").slips(name)
    }

    #[test]
    fn words_are_letters_and_digits() {
        let words = |text: &str| Called::read(text).map(|c| c.words);
        assert_eq!(
            words("  Al-Thani, O'Neill ").as_deref(),
            Some(&["al", "thani", "o", "neill"].map(str::to_owned)[..])
        );
        assert_eq!(words("G7 & Erdoğan's").as_deref(), Some(&["g7", "erdoğan", "s"].map(str::to_owned)[..]));
        assert_eq!(words("'; drop --"), words("drop"));
        assert_eq!(words("—!* "), None);
        assert_eq!(words(&"a ".repeat(50)).map(|w| w.len()), Some(Called::MOST));
    }

    #[test]
    fn a_name_may_be_mistyped_but_not_be_another() {
        assert_eq!(slips("zelensky", "Volodymyr Zelensky"), Some(0));
        assert_eq!(slips("zelenskyy", "Volodymyr Zelensky"), Some(1));
        assert_eq!(slips("zelneks", "Volodymyr Zelensky"), Some(2), "the beginning of a word counts as well");
        assert_eq!(slips("volodimir zelenski", "Volodymyr Zelensky"), Some(3));
        assert_eq!(slips("kharkov", "Kharkiv"), Some(1));
        assert_eq!(slips("iram", "Iran"), Some(1));
        assert_eq!(slips("iram", "Oman"), None);
        assert_eq!(slips("us", "UK"), None, "two letters are too few to guess from");
        assert_eq!(slips("geneva talks", "Geneva"), None, "every word counts");
    }
}
