//! One name, several spellings: keys for comparing names, and the spellings news uses of one name.

use unicode_normalization::UnicodeNormalization;

/// The key of somebody or something that the lexicon does not know: the folded name
/// ("Andriy Sybiga" → `andriy-sybiga`).
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    if name.is_ascii() {
        for b in name.bytes() {
            match b {
                b'0'..=b'9' | b'a'..=b'z' => out.push(char::from(b)),
                b'A'..=b'Z' => out.push(char::from(b.to_ascii_lowercase())),
                b'\'' => {}
                _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
                _ => {}
            }
        }
        out.truncate(out.trim_end_matches('-').len());
        return out;
    }
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match plain(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_alphanumeric() => out.push(c),
            None if matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}') => {}
            None if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            None => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The plain letters of a small letter that Unicode does not decompose.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ı' | 'ɪ' => "i",
        'ł' => "l",
        'ø' => "o",
        'đ' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ð' => "d",
        'ə' => "a",
        'ʻ' | 'ʼ' => "",
        _ => return None,
    })
}

/// A name without accents, in its own case ("Erdoğan" → "Erdogan").
pub(super) fn without_accents(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd() {
        let small = c.to_lowercase().next().unwrap_or(c);
        match plain(small) {
            Some(letters) if c.is_uppercase() => {
                let mut letters = letters.chars();
                out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(letters.as_str());
            }
            Some(letters) => out.push_str(letters),
            None if ('\u{300}'..='\u{36f}').contains(&c) => {}
            None => out.push(c),
        }
    }
    out
}

/// Articles before Arabic names.
const ARTICLES: &[&str] = &["al", "el", "as", "ash", "ad", "an", "ar", "at", "az"];

/// Given names that news spells in several ways; every spelling of a row is the same name.
const GIVEN: &[&[&str]] = &[
    &["mohammed", "mohamed", "mohammad", "muhammad", "muhammed", "mohamad"],
    &["ahmed", "ahmad"],
    &["hussein", "hossein", "husain", "hussain", "husayn"],
    &["hassan", "hasan"],
    &["ibrahim", "ebrahim"],
    &["ismail", "esmail", "esmaeil", "ismael", "esmail"],
    &["abdul", "abdel", "abd"],
    &["yousef", "youssef", "yusuf", "yousuf", "yusef"],
    &["omar", "umar", "omer"],
    &["khaled", "khalid"],
    &["mahmoud", "mahmud", "mehmood"],
    &["said", "saeed", "saed", "sayed"],
    &["sheikh", "shaikh", "shaykh"],
    &["sergei", "sergey", "serhiy", "serhii", "sergiy"],
    &["andrii", "andriy", "andrei", "andrey", "andriey"],
    &["alexander", "aleksandr", "oleksandr", "alexandr", "aleksandar"],
    &["dmitry", "dmitri", "dmitriy", "dmytro", "dmitrii"],
    &["yuri", "yury", "yuriy", "yurii"],
    &["vladimir", "volodymyr"],
    &["mikhail", "mykhailo", "mikheil"],
    &["nikolai", "nikolay", "mykola"],
    &["yulia", "yuliia", "julia", "iulia"],
    &["vitaly", "vitali", "vitaliy", "vitalii"],
    &["oleg", "oleh"],
    &["igor", "ihor"],
    &["olexiy", "oleksii", "oleksiy", "alexei", "alexey", "aleksei"],
    &["evgeny", "yevgeny", "yevgeni", "yevhen"],
    &["kirill", "kyrylo"],
];

/// A key under which the spellings of one person's name meet: "Zelensky" and "Zelenskyy",
/// "Araqchi" and "Araghchi", "al-Sharaa" and "Al Sharaa", "Vučić" and "Vucic".
///
/// It forgives spelling only. Two people may share a key, so it may join names within one article
/// or under one lexicon entry, but is no identity.
pub fn name_key(name: &str) -> String {
    let folded = slug(name);
    let parts: Vec<&str> = folded.split('-').filter(|p| !p.is_empty()).collect();
    let mut out = String::with_capacity(folded.len());
    for (at, part) in parts.iter().enumerate() {
        let article = ARTICLES.contains(part) && at + 1 < parts.len() && parts.len() > 1;
        if article || part.len() == 1 && parts.len() > 2 && at > 0 {
            continue;
        }
        if !out.is_empty() {
            out.push('-');
        }
        match GIVEN.iter().find(|row| row.contains(part)) {
            Some(row) => out.push_str(row[0]),
            None => out.push_str(&letters(part)),
        }
    }
    out
}

/// One word with its transliteration made plain.
fn letters(word: &str) -> String {
    // Longer spellings first, so that "iyy" is not read as "i" and "yy".
    const SAME: &[(&str, &str)] = &[
        ("shch", "sh"),
        ("tch", "ch"),
        ("dj", "j"),
        ("dzh", "j"),
        ("kh", "h"),
        ("gh", "q"),
        ("ph", "f"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("ae", "e"),
        ("ei", "e"),
        ("ey", "e"),
        ("ai", "e"),
        ("ay", "e"),
        ("ya", "ia"),
        ("yu", "iu"),
        ("w", "v"),
        ("c", "k"),
    ];
    let mut out = word.to_owned();
    for (from, to) in SAME {
        // "ch" is a sound of its own.
        if *from == "c" {
            out = out.replace("ch", "\u{1}").replace('c', "k").replace('\u{1}', "ch");
        } else {
            out = out.replace(from, to);
        }
    }
    let mut plain = String::with_capacity(out.len());
    for c in out.chars() {
        // Doubled letters are a matter of taste ("Hamas", "Hammas"), and so are i and y.
        let c = if c == 'y' { 'i' } else { c };
        if !plain.ends_with(c) {
            plain.push(c);
        }
    }
    plain
}

/// The spellings of a name that follow from rules, without the name itself: accents left out, the
/// article of Arabic names in its four forms, "-skyy" in its forms, hyphens and spaces, "Saint".
pub(super) fn variants(name: &str) -> Vec<String> {
    /// More than this and the name is made of too many doubtful parts.
    const MOST: usize = 24;
    let mut all = vec![name.to_owned()];
    let mut grow = |rule: &dyn Fn(&str) -> Vec<String>| {
        for at in 0..all.len() {
            for new in rule(&all[at]) {
                if all.len() < MOST && !all.contains(&new) {
                    all.push(new);
                }
            }
        }
    };
    grow(&|n| vec![without_accents(n)]);
    grow(&article);
    grow(&endings);
    grow(&|n| if n.contains('’') { vec![n.replace('’', "'")] } else { vec![n.replace('\'', "’")] });
    grow(&|n| match n.strip_prefix("Saint ").or(n.strip_prefix("St. ")).or(n.strip_prefix("St ")) {
        Some(rest) => vec![format!("Saint {rest}"), format!("St. {rest}"), format!("St {rest}")],
        None => Vec::new(),
    });
    grow(&|n| match n.strip_suffix(" region").or(n.strip_suffix(" oblast")) {
        Some(rest) => ["region", "Region", "oblast", "Oblast"].iter().map(|w| format!("{rest} {w}")).collect(),
        None => Vec::new(),
    });
    all.remove(0);
    all
}

/// A person's full name with the other spellings of the given name and of the family name: "Andriy
/// Sybiga" for "Andrii Sybiha", where "Sybiga" is among the further names.
pub(super) fn full_names(name: &str, also: &[String]) -> Vec<String> {
    /// More than this would be too many for one person.
    const MOST: usize = 48;
    let Some((first, rest)) = name.split_once(' ') else { return Vec::new() };
    let family = also.iter().filter(|a| rest.ends_with(a.as_str())).max_by_key(|a| a.len());
    let middle = family.map_or("", |f| rest[..rest.len() - f.len()].trim_end());
    let mut families: Vec<&str> = vec![family.map_or(rest, String::as_str)];
    if family.is_some() {
        families.extend(also.iter().filter(|a| a.split(' ').count() <= 2).map(String::as_str));
    }
    let folded = slug(first);
    let row = GIVEN.iter().find(|row| row.contains(&folded.as_str()));
    let given: Vec<String> = std::iter::once(first.to_owned())
        .chain(row.into_iter().flat_map(|row| row.iter()).map(|g| {
            let mut letters = g.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }))
        .collect();
    let mut out = Vec::new();
    for g in &given {
        for f in &families {
            let full = [g.as_str(), middle, f].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
            if full != name && out.len() < MOST && !out.contains(&full) {
                out.push(full);
            }
        }
    }
    out
}

/// "al-Sharaa", "Al-Sharaa", "Al Sharaa", "el-Sharaa" where a name has such an article.
fn article(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in name.match_indices(|c: char| c.is_alphabetic()) {
        let start = at == 0 || name[..at].ends_with(' ');
        let Some(rest) = name.get(at + 2..).filter(|_| start) else { continue };
        let word = &name[at..at + 2];
        let Some(rest) = rest.strip_prefix(['-', ' ']) else { continue };
        if !matches!(word, "al" | "Al" | "el" | "El") || !rest.starts_with(char::is_uppercase) {
            continue;
        }
        // Spanish "El Salvador" has a space and no hyphen; towns of the Arab world have both.
        for form in ["al-", "Al-", "Al ", "el-", "El-", "El "] {
            out.push(format!("{}{form}{rest}", &name[..at]));
        }
    }
    out
}

/// "-skyy", "-sky", "-skiy", "-skii", "-skyi", "-ski" at the end of a family name.
fn endings(name: &str) -> Vec<String> {
    let stem = ["skyy", "skiy", "skii", "skyi", "sky"].iter().find_map(|e| name.strip_suffix(e));
    let Some(stem) = stem.filter(|s| s.chars().next_back().is_some_and(char::is_alphabetic)) else { return Vec::new() };
    ["sky", "skyy", "skiy", "skyi", "skii"].iter().map(|e| format!("{stem}{e}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_fold() {
        assert_eq!(slug("Andriy Sybiga"), "andriy-sybiga");
        assert_eq!(slug("Sana'a – Şırnak"), "sanaa-sirnak");
        assert_eq!(slug("Løkke Ðæmi"), "lokke-daemi");
        assert_eq!(slug("  "), "");
    }

    #[test]
    fn spellings_of_one_name_meet() {
        let same = |a: &str, b: &str| assert_eq!(name_key(a), name_key(b), "{a}, {b}");
        same("Zelensky", "Zelenskyy");
        same("Zelenskiy", "Zelenskyi");
        same("Araqchi", "Araghchi");
        same("al-Sharaa", "Al Sharaa");
        same("Vučić", "Vucic");
        same("Mohamed Hamdan Dagalo", "Mohammed Hamdan Dagalo");
        same("Sergey Lavrov", "Sergei Lavrov");
        same("Khaled al-Otaibi", "Khalid Al Otaibi");
        same("Yousuf Qaradawi", "Youssef Qaradawi");
        same("John F. Doe", "John Doe");
        let other = |a: &str, b: &str| assert_ne!(name_key(a), name_key(b), "{a}, {b}");
        other("Larijani", "Lavrov");
        other("Ali Roe", "Ala Roe");
        other("Marin", "Martin");
        other("Al", "El");
    }

    #[test]
    fn full_names_cross_given_and_family_names() {
        let also = ["Roeska".to_owned(), "Rueska".to_owned()];
        let all = full_names("Andrii Roeska", &also);
        assert!(all.iter().any(|n| n == "Andriy Rueska") && all.iter().any(|n| n == "Andrey Roeska"), "{all:?}");
        assert!(full_names("Roeska", &also).is_empty());
        assert_eq!(full_names("Jane Roe", &[]), Vec::<String>::new());
    }

    #[test]
    fn spellings_follow_from_rules() {
        let has = |name: &str, spelling: &str| {
            let all = variants(name);
            assert!(all.iter().any(|v| v == spelling), "{name}: {spelling} not in {all:?}");
        };
        has("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan");
        has("al-Zubaidi", "Al Zubaidi");
        has("El Fasher", "al-Fasher");
        has("Ahmed al-Sharaa", "Ahmed Al-Sharaa");
        has("Oleksandr Syrskyi", "Oleksandr Syrsky");
        has("St. Kelm", "Saint Kelm");
        has("Sumy region", "Sumy Oblast");
        has("Sana'a", "Sana’a");
        for plain in ["Kyiv", "Albania", "Elbe", "Alan Roe", "Sky"] {
            assert_eq!(variants(plain), Vec::<String>::new(), "{plain}");
        }
    }
}
