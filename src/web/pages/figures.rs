//! The figures of an event side by side: one row for what is counted, one column for who says so.

use crate::{
    domain::{ArticleId, Event, Figure},
    render::words,
};

/// The table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// Who says so.
    pub(crate) columns: Vec<String>,
    /// What is counted.
    pub(crate) rows: Vec<Line>,
}

/// What is counted, and what each claimant says.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// `drones launched`.
    pub(crate) name: String,
    /// Whether there is more than one number.
    pub(crate) differs: bool,
    /// One for each column.
    pub(crate) cells: Vec<Cell>,
}

/// What one claimant says.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Who.
    pub(crate) by: String,
    /// Numbers, the earliest told first.
    pub(crate) values: Vec<Value>,
}

/// A number and the sentences that give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// `over 390`.
    pub(crate) text: String,
    /// Letters of sentences.
    pub(crate) letters: Vec<String>,
    /// What the same source said before, oldest first.
    pub(crate) was: Vec<Was>,
}

/// A number that its own source has replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Was {
    /// `3`.
    pub(crate) text: String,
    /// The letter of its sentence.
    pub(crate) letter: Option<String>,
}

impl Figures {
    /// The table of an event's figures.
    pub(crate) fn of(event: &Event) -> Figures {
        let mut columns: Vec<Option<&str>> = Vec::new();
        let mut kinds: Vec<(&Figure, String)> = Vec::new();
        for figure in &event.content.figures {
            let by = figure.claimed_by.as_deref();
            if !columns.contains(&by) {
                columns.push(by);
            }
            let name = words::figure(figure);
            if !kinds.iter().any(|(_, n)| *n == name) {
                kinds.push((figure, name));
            }
        }
        // Named claimants before the outlets' own voice; what is counted in the order of the vocabulary.
        columns.sort_by_key(Option::is_none);
        kinds.sort_by_key(|(f, _)| (f.measure, f.weapon));
        let rows = kinds.iter().map(|(kind, name)| line(event, kind, name, &columns)).collect();
        Figures { columns: columns.iter().map(|by| claimant(event, *by)).collect(), rows }
    }

    /// Whether sources differ anywhere.
    pub(crate) fn differs(&self) -> bool {
        self.rows.iter().any(|r| r.differs)
    }
}

fn line(event: &Event, kind: &Figure, name: &str, columns: &[Option<&str>]) -> Line {
    let same = |f: &&Figure| f.measure == kind.measure && f.weapon == kind.weapon;
    let cells: Vec<Cell> = columns
        .iter()
        .map(|by| {
            let mut values: Vec<Value> = Vec::new();
            for figure in event.content.figures.iter().filter(same).filter(|f| f.claimed_by.as_deref() == *by) {
                let text = words::hedged(figure.value, figure.qualifier);
                let letter = figure.article.and_then(|a| sentence_of(event, a, figure.evidence)).map(letter_of);
                let was = figure.updates.iter().map(|before| Was {
                    text: words::hedged(before.value, before.qualifier),
                    letter: before.article.and_then(|a| sentence_of(event, a, before.evidence)).map(letter_of),
                });
                let at = values.iter().position(|v| v.text == text).unwrap_or_else(|| {
                    values.push(Value { text, letters: Vec::new(), was: Vec::new() });
                    values.len() - 1
                });
                let known = &mut values[at];
                known.letters.extend(letter.filter(|l| !known.letters.contains(l)));
                known.was.extend(was.filter(|w| !known.was.contains(w)).collect::<Vec<_>>());
            }
            Cell { by: claimant(event, *by), values }
        })
        .collect();
    let mut told: Vec<&str> = cells.iter().flat_map(|c| &c.values).map(|v| v.text.as_str()).collect();
    told.sort_unstable();
    told.dedup();
    let mut name = name.to_owned();
    if let Some(first) = name.get(..1).map(str::to_uppercase) {
        name.replace_range(..1, &first);
    }
    Line { name, differs: told.len() > 1, cells }
}

/// The sentence a figure stands in: by its place in the evidence if that is of the same article,
/// else that article's first.
fn sentence_of(event: &Event, article: ArticleId, at: Option<usize>) -> Option<usize> {
    let of_article = |i: &usize| event.evidence.get(*i).is_some_and(|e| e.article.id == article);
    at.filter(of_article).or_else(|| (0..event.evidence.len()).find(of_article))
}

fn claimant(event: &Event, by: Option<&str>) -> String {
    let Some(id) = by else { return "Not attributed".to_owned() };
    let known = event.content.participants.iter().find(|p| p.actor.id == id);
    known.map_or_else(|| words::unslug(id), |p| p.actor.name.clone())
}

/// `a`, `b` … `z`, `aa`, `ab` …
pub(crate) fn letter_of(mut n: usize) -> String {
    let mut out = String::new();
    loop {
        let digit = u8::try_from(n % 26).unwrap_or(0);
        out.insert(0, char::from(b'a' + digit));
        if n < 26 {
            return out;
        }
        n = n / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::an_event;

    #[test]
    fn differing_claims_stand_side_by_side() {
        let figures = Figures::of(&an_event());
        assert_eq!(figures.columns, ["Ukraine", "Russia"]);
        assert_eq!(figures.rows.len(), 1);
        let row = &figures.rows[0];
        assert_eq!((row.name.as_str(), row.differs), ("Drones launched", true));
        let told: Vec<&str> = row.cells.iter().map(|c| c.values[0].text.as_str()).collect();
        assert_eq!(told, ["over 390", "over 151"]);
        assert_eq!(row.cells[0].values[0].letters, ["a"]);
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(letter_of), ["a", "z", "aa", "ab", "zz", "aaa"]);
    }
}
