//! Stretches of days that analysts ask for most, as links.

use super::address;
use crate::{
    domain::{filter::TimelineFilter, page::Totals},
    urls,
};
use jiff::{ToSpan as _, civil::Date};

/// How many days, and what readers call them.
const PRESETS: [(i64, &str); 4] = [(1, "day"), (7, "week"), (30, "30 days"), (90, "90 days")];

/// A stretch of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Preset {
    pub(super) name: &'static str,
    pub(super) href: String,
    /// Whether the page shows just that.
    pub(super) current: bool,
}

/// The last days of a selection, up to `today`: plans ahead are no news, and a selection of the past has its last days
/// there. They end where a chosen stretch ends, so that one leads to another.
pub(super) fn presets(filter: &TimelineFilter, totals: &Totals, today: Date) -> Vec<Preset> {
    let known = totals.days.map(|(first, last)| if first > today { last } else { last.min(today) });
    let Some(end) = filter.to.or(known) else { return Vec::new() };
    let one = |(days, name): (i64, &'static str)| {
        let from = end.checked_sub((days - 1).days()).ok()?;
        let asked = TimelineFilter { from: Some(from), to: Some(end), ..filter.first_page() };
        let current = (filter.from, filter.to) == (Some(from), Some(end));
        Some(Preset { name, href: address(urls::TIMELINE, asked.pairs()), current })
    };
    PRESETS.into_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(query: &str, days: Option<(Date, Date)>) -> Vec<(String, bool)> {
        let filter = TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query);
        let totals = Totals { days, ..Totals::default() };
        presets(&filter, &totals, date(2026, 4, 24)).into_iter().map(|p| (p.href, p.current)).collect()
    }

    #[test]
    fn the_last_days_end_with_the_selection_and_not_behind_today() {
        let february = Some((date(2026, 1, 1), date(2026, 2, 28)));
        assert_eq!(of("kind=round", february)[1], ("/?kind=round&from=2026-02-22&to=2026-02-28".to_owned(), false));
        let planned = Some((date(2026, 1, 1), date(2026, 6, 30)));
        assert_eq!(of("", planned)[0].0, "/?from=2026-04-24&to=2026-04-24");
        let ahead = Some((date(2026, 6, 1), date(2026, 6, 30)));
        assert_eq!(of("", ahead)[0].0, "/?from=2026-06-30&to=2026-06-30", "nothing but plans");
        let chosen = of("from=2026-02-22&to=2026-02-28", Some((date(2026, 2, 23), date(2026, 2, 24))));
        assert_eq!(chosen[1], ("/?from=2026-02-22&to=2026-02-28".to_owned(), true));
        assert_eq!(chosen[2].0, "/?from=2026-01-30&to=2026-02-28", "from the end that was chosen");
        assert!(of("", None).is_empty());
    }
}
