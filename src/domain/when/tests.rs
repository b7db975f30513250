use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn json(text: &str) -> Result<When, String> {
    serde_json::from_str(text).map_err(|e| e.to_string())
}

#[test]
fn edtf_gives_bounds_precision_and_words() {
    let cases = [
        ("2026-02-17", "2026-02-17", "2026-02-17", "day", "17 February 2026"),
        ("2026-02-16/2026-02-17", "2026-02-16", "2026-02-17", "days", "16–17 February 2026"),
        ("2026-02-28/2026-03-02", "2026-02-28", "2026-03-02", "days", "28 February – 2 March 2026"),
        ("[2026-02-28..2026-03-05]", "2026-02-28", "2026-03-05", "days", "between 28 February and 5 March 2026"),
        ("[2026-02-03..2026-02-05]", "2026-02-03", "2026-02-05", "days", "between 3 and 5 February 2026"),
        ("2026-06", "2026-06-01", "2026-06-30", "month", "June 2026"),
        ("2026-06~", "2026-05-01", "2026-07-31", "month", "about June 2026"),
        ("2026-06?", "2026-06-01", "2026-06-30", "month", "June 2026 (uncertain)"),
        ("2026-02-17%", "2026-02-16", "2026-02-18", "day", "about 17 February 2026 (uncertain)"),
        ("2026", "2026-01-01", "2026-12-31", "year", "2026"),
        ("202X", "2020-01-01", "2029-12-31", "year", "2020–2029"),
        ("2026-02-XX", "2026-02-01", "2026-02-28", "month", "February 2026"),
        ("2026-21", "2026-03-01", "2026-05-31", "season", "spring 2026"),
        ("2025-24", "2025-12-01", "2026-02-28", "season", "winter 2025–26"),
        ("2026-33", "2026-01-01", "2026-03-31", "season", "first quarter of 2026"),
        ("2026-22~", "2026-03-01", "2026-11-30", "season", "about summer 2026"),
        ("2026-02/2026-03", "2026-02-01", "2026-03-31", "month", "February – March 2026"),
        ("/2026-02-17", "", "2026-02-17", "day", "by 17 February 2026"),
        ("../2026-02-17", "", "2026-02-17", "day", "by 17 February 2026"),
        ("2026-02-18/", "2026-02-18", "", "day", "from 18 February 2026"),
        ("[2026-02-18..]", "2026-02-18", "", "day", "from 18 February 2026"),
        ("2026-02-17T10:40:00", "2026-02-17", "2026-02-17", "time", "17 February 2026, 10:40"),
        ("2026-02-17T10:40:00Z", "2026-02-17", "2026-02-17", "time", "17 February 2026, 10:40 UTC"),
        ("2026-02-17T10:40:00+02:00", "2026-02-17", "2026-02-17", "time", "17 February 2026, 10:40 UTC+02:00"),
    ];
    for (edtf, earliest, latest, precision, label) in cases {
        let when = When::parse_edtf(edtf).unwrap();
        let day = |d: Option<Date>| d.map_or_else(String::new, |d| d.to_string());
        assert_eq!(
            (day(when.earliest()).as_str(), day(when.latest()).as_str(), when.precision().as_str(), when.label()),
            (earliest, latest, precision, label.to_owned()),
            "{edtf}"
        );
        assert_eq!((when.edtf(), when.basis()), (edtf, Basis::Client));
    }
}

#[test]
fn what_is_not_edtf_is_refused_with_examples() {
    for wrong in [
        "",
        "/",
        "..",
        "[..]",
        "[]",
        "yesterday",
        "2026-02-31",
        "2026-13",
        "2026-00",
        "2026-19",
        "2026-42",
        "26-02-17",
        "2026-2-7",
        "2026-02-17 ",
        "2026-02-17T10:40",
        "2026-02-17T25:00:00",
        "2026-02-17T10:40:00+99:00",
        "2026-02-17/10:40",
        "[2026-02-17",
        "2026-02-17T10:40:00~",
        "2026-06~~",
        "2026/02/17",
        "+2026",
        "2026-22-XX",
        "2026-é",
    ] {
        let error = When::parse_edtf(wrong).unwrap_err().to_string();
        assert!(error.contains("ISO 8601-2") || error.contains("2026-02-17"), "{wrong}: {error}");
    }
    assert_eq!(
        When::parse_edtf("2026-02-17/2026-02-16"),
        Err(WhenError::Reversed(date(2026, 2, 17), date(2026, 2, 16)))
    );
}

#[test]
fn bounds_beside_edtf_must_agree() {
    let of = |s: &str| json(s).unwrap_err();
    let wrong = of(r#"{"edtf":"2026-02-17","earliest":"2026-02-16"}"#);
    assert!(wrong.contains("earliest `2026-02-16`") && wrong.contains("gives `2026-02-17`"), "{wrong}");
    assert!(of(r#"{"edtf":"/2026-02-17","earliest":"2026-02-16"}"#).contains("unknown"));
    assert!(of(r#"{"edtf":"2026-02-17","precision":"month"}"#).contains("precision `month`"));
    assert!(of(r#"{"edtf":"2026-06~","earliest":"2026-03-01"}"#).contains("2026-05-01"));
    assert!(of(r#"{"earliest":"2026-02-18","latest":"2026-02-17"}"#).contains("after"));
    assert!(of(r#"{"edtf":"2026-02-17","erliest":"2026-02-17"}"#).contains("erliest"));
    assert!(of(r#"{"edtf":"2026-02-14/2026-02-17","precision":"day"}"#).contains("precision `day`"));
    let night = json(r#"{"edtf":"2026-02-16/2026-02-17","precision":"day"}"#).unwrap();
    assert_eq!(night.label(), "night of 16–17 February 2026");
    let narrowed = json(r#"{"edtf":"2026-06~","earliest":"2026-05-01","latest":"2026-06-30"}"#).unwrap();
    assert_eq!(narrowed, When::month(2026, 6, Basis::Client).unwrap().about_or_before());
}

#[test]
fn constructors_keep_to_the_calendar() {
    assert_eq!(When::month(2026, 13, Basis::Explicit), None);
    assert_eq!(When::month(2024, 2, Basis::Explicit).unwrap().latest(), Some(date(2024, 2, 29)));
    assert_eq!(When::week(date(2026, 2, 18), Basis::Published).label(), "week of 16–22 February 2026");
    assert_eq!(When::season(2026, Season::Spring, Basis::Explicit).unwrap().edtf(), "2026-21");
    assert_eq!(When::night(date(2026, 1, 1), Basis::Published).label(), "night of 31 December 2025 – 1 January 2026");
    let noon = When::at_offset(date(2026, 2, 17), Time::constant(12, 0, 0, 0), Offset::constant(2), Basis::Explicit);
    assert_eq!(noon.edtf(), "2026-02-17T12:00:00+02:00");
    assert_eq!(When::unknown(Basis::Published).label(), "date unknown");
    assert_eq!(When::lasting(date(2026, 2, 18), date(2026, 2, 17), Basis::Explicit).edtf(), "2026-02-17/2026-02-18");
    assert_eq!(When::week(Date::MAX, Basis::Explicit).latest(), Some(Date::MAX));
}

fn day() -> impl Strategy<Value = Date> {
    (1900i16..2100, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| date(y, m, d))
}

fn when() -> impl Strategy<Value = When> {
    let basis = prop::sample::select(vec![Basis::Explicit, Basis::Published, Basis::EarlierMention, Basis::Client]);
    (day(), day(), 0..14, basis, any::<bool>()).prop_map(|(a, b, which, basis, about)| {
        let season = [Season::Spring, Season::Summer, Season::Autumn, Season::Winter][a.day() as usize % 4];
        let when = match which {
            0 => When::day(a, basis),
            1 => When::night(a, basis),
            2 => When::lasting(a, b, basis),
            3 => When::between(a, b, Precision::Day, basis),
            4 => When::before(a, basis),
            5 => When::after(a, basis),
            6 => When::week(a, basis),
            7 => When::month(a.year(), a.month(), basis).unwrap(),
            8 => When::year(a.year(), basis).unwrap(),
            9 => When::season(a.year(), season, basis).unwrap(),
            10 => When::at(a, Time::constant(10, 40, 0, 0), basis),
            11 => When::at_offset(a, Time::constant(1, 5, 0, 0), Offset::constant(-3), basis),
            12 => When::month(a.year(), a.month(), basis).unwrap().about_or_before(),
            _ => When::unknown(basis),
        };
        if about { when.about() } else { when }.with_text("then")
    })
}

proptest! {
    #[test]
    fn json_reads_back(when in when()) {
        let text = serde_json::to_string(&when).unwrap();
        prop_assert_eq!(json(&text), Ok(when.clone()), "{}", text);
        prop_assert!(!when.label().is_empty());
    }

    #[test]
    fn earliest_is_never_after_latest(value in "[\\[]?[0-9X]{4}(-[0-9X]{2}){0,2}[~?%]?(/|\\.\\.)?([0-9]{4}(-[0-9]{2}){0,2})?[\\]]?") {
        if let Ok(when) = When::parse_edtf(&value) {
            prop_assert!(when.earliest().zip(when.latest()).is_none_or(|(a, b)| a <= b), "{}", value);
            prop_assert!(!when.is_unknown());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(value in "\\PC{0,30}") {
        let _ = When::parse_edtf(&value).map(|w| w.label());
    }
}
