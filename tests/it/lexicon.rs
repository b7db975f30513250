//! The built-in table of countries against another list of them.

use demarche::extract::Lexicon;

/// Codes without people whom news could quote.
const UNINHABITED: &[&str] = &["BV", "CC", "CX", "GS", "HM", "PN", "TF", "UM"];

#[test]
fn every_country_of_iso_3166_is_known() {
    let lexicon = Lexicon::builtin();
    for country in celes::Country::get_countries() {
        let known = lexicon.state(country.alpha2);
        assert!(
            known.is_some() != UNINHABITED.contains(&country.alpha2),
            "{} ({}): {known:?}",
            country.long_name,
            country.alpha2
        );
    }
}

#[test]
fn no_other_code_is_in_use() {
    let lexicon = Lexicon::builtin();
    for (a, b) in ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| (a, b))) {
        let code = format!("{a}{b}");
        assert!(lexicon.state(&code).is_none() || celes::Country::from_alpha2(&code).is_ok(), "{code} is no country");
    }
}
