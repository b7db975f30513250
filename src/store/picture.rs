//! What a picture is drawn from: bins counted in the database, and the events that are drawn one by one.

use super::{
    Store, StoreError,
    timeline::{Dates, conditions},
    types::{count, word},
};
use crate::domain::{
    Event, EventId, Kind,
    filter::{TimelineFilter, Undated},
    picture::{
        Amount, LeftOut, MOST_EVENTS, MOST_OF_A_DAY, Month, OneDay, Picture, Side, StatementBin, StrikeBin, bounded,
        range,
    },
    vocab::Bin,
};
use jiff::civil::Date;
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder, types::Json};

/// A mark links to this many speakers at most: an address has to stay short.
const MOST_SPEAKERS: usize = 12;

#[derive(FromRow)]
struct MonthRow {
    first: jiff_sqlx::Date,
    last: jiff_sqlx::Date,
    events: i64,
}

#[derive(FromRow)]
struct KindRow {
    kind: String,
    dated: i64,
    undated: i64,
    binned: i64,
}

#[derive(FromRow)]
struct StrikeRow {
    first: jiff_sqlx::Date,
    last: Option<jiff_sqlx::Date>,
    target: Option<String>,
    target_name: Option<String>,
    strikes: i64,
    whole: i64,
    only: i64,
    launch_stated: i64,
    launch_open: i64,
    toll_stated: i64,
    drones: Vec<i64>,
    other_weapons: Vec<i64>,
    killed: Vec<i64>,
    injured: Vec<i64>,
}

/// Whom somebody speaks for: the state of their country, else the body they belong to, else nobody but
/// themselves. Asked once for each actor and not for each statement.
pub(super) const SIDES: &str = "with states as materialized \
     (select country, min(slug) as slug from actors where kind = 'state' and country is not null group by 1), \
     sides as materialized (select a.slug, coalesce(s.slug, a.affiliation ->> 'id', \
     case when a.kind <> 'person' then a.slug end) as party from actors a left join states s using (country))";

#[derive(FromRow)]
struct StatementRow {
    first: jiff_sqlx::Date,
    party: Option<String>,
    party_name: Option<String>,
    statements: i64,
    only: i64,
    speakers: Vec<String>,
}

#[derive(FromRow)]
struct DocRow {
    doc: Json<Event>,
}

impl Store {
    /// What the picture of a filter's answer is drawn from; `None` where nothing in it has a day.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] as for the timeline.
    pub async fn picture(&self, filter: &TimelineFilter) -> Result<Option<Picture>, StoreError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
        let mut asked = TimelineFilter { cursor: None, ..super::names::resolve(&mut tx, filter).await? };
        if asked.undated == Undated::Only {
            return Ok(None);
        }
        let months = months(&mut tx, &asked).await?;
        let Some((first, last)) = range(&months) else { return Ok(None) };
        let (from, to) = bounded(asked.from.unwrap_or(first), asked.to.unwrap_or(last));
        // A reader may ask for days before the first event, or after the last.
        let (from, to) = (from.min(to), to.max(from));
        let by = Bin::asked(asked.by, from, to);
        let days = asked.from.zip(asked.to);
        let open = TimelineFilter { from: Some(from), to: asked.to, ..asked.clone() };
        let whole = if days.is_none() { Some(kinds(&mut tx, &asked, by).await?) } else { None };
        (asked.from, asked.to) = (Some(from), Some(to));
        let shown = kinds(&mut tx, &asked, by).await?;
        let whole = whole.unwrap_or_else(|| shown.clone());
        let dated = |kinds: &[(Kind, Counted)]| kinds.iter().map(|(_, c)| c.dated).sum::<u64>();
        let all_days = months.iter().map(|m| m.first).min().zip(months.iter().map(|m| m.last).max());
        let outside = |drawn: u64| {
            let outside = dated(&whole).saturating_sub(drawn);
            all_days.filter(|days| outside > 0 && *days != (from, to)).map(|(a, b)| (outside, a, b))
        };
        let undated = whole.iter().map(|(_, c)| c.undated).sum();
        let day = if from == to { Some(of_a_day(&mut tx, &asked, dated(&shown)).await?) } else { None };
        let strikes = strikes(&mut tx, &asked, by).await?;
        let statements = statements(&mut tx, &asked, by).await?;
        let mut events = single(&mut tx, &asked, &[Kind::Round]).await?;
        events.extend(single(&mut tx, &asked, &[Kind::Agreement, Kind::Deadline, Kind::Measure]).await?);
        super::tracks::number_rounds(&mut tx, &mut events).await?;
        let drawn = events.len() as u64;
        // What falls due behind the last day is still ahead of those who look at it, unless they asked for an end.
        let mut ahead = single(&mut tx, &open, &[Kind::Deadline]).await?;
        ahead.retain(|e| e.content.date.sort_day().is_some_and(|day| day > to));
        tx.commit().await?;

        let of = |kind: Kind| shown.iter().find(|(k, _)| *k == kind).map(|(_, c)| *c).unwrap_or_default();
        let left_out = LeftOut {
            strikes: of(Kind::Strike).dated.saturating_sub(strikes.iter().map(|b| b.strikes).sum()),
            statements: of(Kind::Statement).dated.saturating_sub(of(Kind::Statement).binned),
            events: [Kind::Round, Kind::Agreement, Kind::Deadline, Kind::Measure]
                .into_iter()
                .map(|k| of(k).dated)
                .sum::<u64>()
                .saturating_sub(drawn),
            undated,
            outside: outside(dated(&shown) + ahead.len() as u64),
        };
        events.extend(ahead);
        let empty = Picture::empty(asked.bars, by, from, to);
        Ok(Some(Picture { strikes, statements, events, day, left_out, ..empty }))
    }
}

/// Dated events by the month they begin in. Deadlines and dates that are only a season or a year don't set the range.
async fn months(connection: &mut PgConnection, asked: &TimelineFilter) -> Result<Vec<Month>, StoreError> {
    let mut sql = QueryBuilder::new(
        "select min(e.sort_day) as first, max(coalesce(e.latest, e.earliest)) as last, count(*) as events \
             from events e where e.kind <> 'deadline' and coalesce(e.latest - e.earliest, 0) <= 31 and ",
    );
    conditions(&mut sql, asked, Dates::Inside, None);
    sql.push(" group by date_trunc('month', e.sort_day::timestamp) order by 1");
    let rows: Vec<MonthRow> = sql.build_query_as().fetch_all(connection).await?;
    let month =
        |row: MonthRow| Month { first: row.first.to_jiff(), last: row.last.to_jiff(), events: count(row.events) };
    Ok(rows.into_iter().map(month).collect())
}

#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    dated: u64,
    undated: u64,
    binned: u64,
}

/// How many events of each kind, and of how many the date fits a bin.
async fn kinds(
    connection: &mut PgConnection,
    asked: &TimelineFilter,
    by: Bin,
) -> Result<Vec<(Kind, Counted)>, StoreError> {
    let mut sql = QueryBuilder::new(
        "select e.kind, count(*) filter (where e.sort_day is not null) as dated, \
             count(*) filter (where e.sort_day is null) as undated, count(*) filter (where ",
    );
    in_one_bin(&mut sql, by);
    sql.push(") as binned from events e where ");
    conditions(&mut sql, asked, Dates::Both, None);
    sql.push(" group by e.kind");
    let rows: Vec<KindRow> = sql.build_query_as().fetch_all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let counted = Counted { dated: count(row.dated), undated: count(row.undated), binned: count(row.binned) };
            Ok((word::<Kind>(&row.kind)?, counted))
        })
        .collect()
}

/// The first day of the bin in which `e` begins.
fn bin(sql: &mut QueryBuilder<Postgres>, by: Bin) {
    match by {
        Bin::Day => {
            sql.push("e.earliest");
        }
        Bin::Week | Bin::Month | Bin::Year => {
            sql.push("date_trunc(").push_bind(by.as_str()).push(", e.earliest::timestamp)::date");
        }
    }
}

/// Both days of `e` are known and lie in one bin.
fn in_one_bin(sql: &mut QueryBuilder<Postgres>, by: Bin) {
    match by {
        Bin::Day => {
            sql.push("e.earliest = e.latest");
        }
        Bin::Week | Bin::Month | Bin::Year => {
            sql.push("date_trunc(").push_bind(by.as_str()).push(", e.earliest::timestamp) = date_trunc(");
            sql.push_bind(by.as_str()).push(", e.latest::timestamp)");
        }
    }
}

/// Strikes by bin and target. A night is one bin between two days; in wider bins it belongs to its evening.
/// What a wider strike does not say, its parts say together: at least that much.
pub(super) async fn strikes(
    connection: &mut PgConnection,
    asked: &TimelineFilter,
    by: Bin,
) -> Result<Vec<StrikeBin>, StoreError> {
    let mut sql = QueryBuilder::new(
        "with hit as materialized (select e.id, e.part_of, e.drones, e.other_weapons, \
         e.launch_open, e.killed, e.injured, coalesce(e.latest - e.earliest <= 1 or ",
    );
    in_one_bin(&mut sql, by);
    sql.push(", false) as fits, ");
    bin(&mut sql, by);
    sql.push(" as first, ").push(if by == Bin::Day { "e.latest" } else { "null::date" }).push(" as last ");
    sql.push("from events e where e.kind = 'strike' and ");
    conditions(&mut sql, asked, Dates::Inside, None);
    // A part of a part belongs to the widest strike that the filter lets through.
    sql.push(
        "), rooted as (select h.*, coalesce(b.id, a.id, h.id) as root from hit h \
         left join hit a on a.id = h.part_of left join hit b on b.id = a.part_of), \
         targets as (select j.event_id, min(j.actor) as actor from hit h join event_actors j on j.event_id = h.id \
         where j.role = 'target' group by 1), \
         whole as (select r.root, count(*) as strikes, bool_or(r.fits) filter (where r.id = r.root) as fits, \
         min(r.first) filter (where r.id = r.root) as first, min(r.last) filter (where r.id = r.root) as last",
    );
    const MEASURES: [&str; 4] = ["drones", "other_weapons", "killed", "injured"];
    for measure in MEASURES {
        for n in ["1", "2", "3"] {
            let value = |sql: &mut QueryBuilder<Postgres>| {
                sql.push("r.").push(measure).push("[").push(n).push("]");
            };
            sql.push(", greatest(max(");
            value(&mut sql);
            sql.push(") filter (where r.id = r.root), sum(");
            value(&mut sql);
            sql.push(") filter (where r.id <> r.root))::bigint as ").push(measure).push(n);
        }
    }
    sql.push(
        ", bool_or(r.drones is not null or r.other_weapons is not null) as launch_stated, \
         coalesce(bool_or(r.launch_open) filter (where r.id = r.root), false) or (bool_and(r.drones is null and r.other_weapons is null) filter (where r.id = r.root) \
             and bool_or(r.drones is not null or r.other_weapons is not null)) as launch_open, \
         bool_or(r.killed is not null or r.injured is not null) as toll_stated \
         from rooted r group by r.root) \
         select w.first, w.last, t.actor as target, n.name as target_name, sum(w.strikes)::bigint as strikes, \
         count(*) as whole, min(w.root) as only, count(*) filter (where w.launch_stated) as launch_stated, \
         count(*) filter (where w.launch_stated and w.launch_open) as launch_open, \
         count(*) filter (where w.toll_stated) as toll_stated",
    );
    for measure in MEASURES {
        sql.push(", array[");
        for (i, n) in ["1", "2", "3"].into_iter().enumerate() {
            sql.push(if i > 0 { ", " } else { "" });
            sql.push("coalesce(sum(w.").push(measure).push(n).push("), 0)::bigint");
        }
        sql.push("] as ").push(measure);
    }
    sql.push(
        " from whole w left join targets t on t.event_id = w.root left join actors n on n.slug = t.actor \
         where w.fits group by 1, 2, 3, 4 order by 1, 2, 3",
    );
    let rows: Vec<StrikeRow> = sql.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| strike_bin(row, by)).collect())
}

fn strike_bin(row: StrikeRow, by: Bin) -> StrikeBin {
    let first = row.first.to_jiff();
    StrikeBin {
        first,
        last: row.last.map_or_else(|| by.last_day(first), jiff_sqlx::Date::to_jiff),
        target: side(row.target, row.target_name),
        strikes: count(row.strikes),
        whole: count(row.whole),
        only: (row.whole == 1).then_some(EventId(row.only)),
        drones: amount(&row.drones),
        others: amount(&row.other_weapons),
        launch_stated: count(row.launch_stated),
        launch_open: count(row.launch_open),
        killed: amount(&row.killed),
        injured: amount(&row.injured),
        toll_stated: count(row.toll_stated),
    }
}

fn amount(values: &[i64]) -> Amount {
    let at = |n: usize| values.get(n).copied().map_or(0, count);
    Amount { low: at(0), best: at(1), high: at(2) }
}

fn side(id: Option<String>, name: Option<String>) -> Option<Side> {
    id.map(|id| Side { name: name.unwrap_or_else(|| id.clone()), id })
}

/// Statements by bin and party: the state for whose country the speaker stands, else the body the speaker belongs to.
async fn statements(
    connection: &mut PgConnection,
    asked: &TimelineFilter,
    by: Bin,
) -> Result<Vec<StatementBin>, StoreError> {
    let mut sql = QueryBuilder::new(SIDES);
    sql.push(
        " select b.first, b.party, n.name as party_name, count(*) as statements, min(b.id) as only, \
         coalesce(array_agg(distinct b.speaker) filter (where b.speaker is not null), '{}') as speakers \
         from (select e.id, ",
    );
    bin(&mut sql, by);
    sql.push(
        " as first, s.party, min(j.actor) as speaker from events e \
         left join event_actors j on j.event_id = e.id and j.role = 'speaker' left join sides s on s.slug = j.actor \
         where e.kind = 'statement' and ",
    );
    in_one_bin(&mut sql, by);
    sql.push(" and ");
    conditions(&mut sql, asked, Dates::Inside, None);
    sql.push(" group by 1, 2, 3) b left join actors n on n.slug = b.party group by 1, 2, 3 order by 1, 2");
    let rows: Vec<StatementRow> = sql.build_query_as().fetch_all(connection).await?;
    let bin = |row: StatementRow| {
        let first: Date = row.first.to_jiff();
        let mut speakers = row.speakers;
        if speakers.len() > MOST_SPEAKERS {
            speakers.clear();
        }
        StatementBin {
            first,
            last: by.last_day(first),
            party: side(row.party, row.party_name),
            statements: count(row.statements),
            speakers,
            only: (row.statements == 1).then_some(EventId(row.only)),
        }
    };
    Ok(rows.into_iter().map(bin).collect())
}

/// The events that are certain to be of the day asked for: those of that day, of a night that touches it, and what
/// lasted over it. `dated` is how many there are with the others.
async fn of_a_day(connection: &mut PgConnection, asked: &TimelineFilter, dated: u64) -> Result<OneDay, StoreError> {
    // A set of days of which it was one, and a week or a month, are no certain days (EDTF).
    const CERTAIN: &str = " and e.earliest is not null and e.latest is not null and (e.earliest = e.latest \
         or e.doc -> 'date' ->> 'edtf' ~ '^\\d{4}-\\d\\d-\\d\\d/\\d{4}-\\d\\d-\\d\\d$')";
    let mut sql = QueryBuilder::new("select count(*) from events e where ");
    conditions(&mut sql, asked, Dates::Inside, None);
    sql.push(CERTAIN);
    let certain: i64 = sql.build_query_scalar().fetch_one(&mut *connection).await?;
    let mut sql = QueryBuilder::new(BARE);
    conditions(&mut sql, asked, Dates::Inside, None);
    sql.push(CERTAIN).push(" order by e.id limit ").push_bind(i64::from(MOST_OF_A_DAY));
    let rows: Vec<DocRow> = sql.build_query_as().fetch_all(&mut *connection).await?;
    let mut events: Vec<Event> = rows.into_iter().map(|row| row.doc.0).collect();
    super::tracks::number_rounds(connection, &mut events).await?;
    let more = count(certain).saturating_sub(events.len() as u64);
    Ok(OneDay { events, more, uncertain: dated.saturating_sub(count(certain)) })
}

/// Events without the sentences behind them, which are not drawn and stay where they are.
const BARE: &str =
    "select e.doc || '{\"evidence\": [], \"figures\": [], \"links\": []}'::jsonb as doc from events e where ";

/// The latest events of these kinds.
async fn single(
    connection: &mut PgConnection,
    asked: &TimelineFilter,
    kinds: &[Kind],
) -> Result<Vec<Event>, StoreError> {
    let mut sql = QueryBuilder::new(BARE);
    sql.push("e.kind = any (")
        .push_bind(kinds.iter().map(|k| k.as_str().to_owned()).collect::<Vec<_>>())
        .push(") and ");
    conditions(&mut sql, asked, Dates::Inside, None);
    sql.push(" order by e.sort_day desc, e.id desc limit ").push_bind(i64::from(MOST_EVENTS));
    let rows: Vec<DocRow> = sql.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}
