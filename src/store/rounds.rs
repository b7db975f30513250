//! What surrounds a round: its neighbours on the track, who spoke around it, where the parties stood, strikes between.

use super::{Store, StoreError, lists::ActorRow, types::word};
use crate::domain::{
    Actor, Affiliation, Event, EventId, Kind, LinkType,
    filter::{Choice, TimelineFilter, Undated},
    picture::StrikeBin,
    round::{Course, Days, REACH, Stand, Surroundings, Voice, parties, span},
    vocab::Bin,
};
use jiff::{ToSpan as _, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use std::collections::BTreeMap;

/// So many rounds of a track are looked at for the one before and the one after.
const NEAR: i64 = 12;
/// So many statements around a round are looked at.
const MOST_SAID: i64 = 160;
/// A position older than this is no position any more.
const STANDS: i32 = 120;

/// Who speaks for the parties of a round.
struct Speakers {
    /// Actors' slugs, with the party each speaks for beside it.
    actors: Vec<String>,
    parties: Vec<String>,
    /// Those who speak for a party that the track is about. Of others (a mediator) only what belongs to the track
    /// or stands in an article about the round is taken: their other business is not of it.
    own: Vec<String>,
    track: Option<String>,
    /// Articles that tell of the round.
    articles: Vec<i64>,
}

impl Store {
    /// What surrounds a round.
    pub async fn surroundings(&self, round: &Event) -> Result<Surroundings, StoreError> {
        let (previous, next) = self.rounds_beside(round).await?;
        let course = Course::of(round, previous.as_ref(), next.as_ref());
        let speakers = self.speakers(round).await?;
        let linked = round.links.iter().filter(|l| l.kind != LinkType::About).map(|l| l.event.0).collect::<Vec<_>>();
        let before = previous.as_ref().and_then(span);
        let cuts = before.zip(course).map(|((_, then), course)| {
            let now = course.whole().1;
            (plus(then, REACH).min(now), now)
        });
        let between = before.zip(span(round)).map(|((_, last), (first, _))| (last, first));
        // They rest on nothing of one another, so the reader waits for the longest of them only.
        let (mut said, (voices, voices_before), stands, strikes) = tokio::try_join!(
            self.said(&speakers, course.map(|c| c.whole()), &linked),
            self.voices(&speakers, course.map(|c| c.during), before),
            self.stands(&speakers, cuts),
            self.strikes_between(speakers.track.as_deref(), between),
        )?;
        let most = usize::try_from(MOST_SAID).unwrap_or(usize::MAX);
        let more_said = said.len() > most;
        said.truncate(most);
        Ok(Surroundings { previous, next, course, said, more_said, voices, voices_before, stands, strikes })
    }

    /// The last round held before this one on its track, and the next: with the same parties where there is one.
    async fn rounds_beside(&self, round: &Event) -> Result<(Option<Event>, Option<Event>), StoreError> {
        let (Some(track), Some((first, last))) = (&round.negotiation, span(round)) else { return Ok((None, None)) };
        let mut table: Vec<String> = parties(round).into_iter().map(|p| p.id).collect();
        table.sort();
        let rows = sqlx::query!(
            r#"with near as (
                   (select id, sort_day, true as before from events where negotiation = $1 and live and kind = 'round'
                       and status in ('ongoing', 'concluded', 'collapsed') and sort_day < $2 and latest < $2 and id <> $4
                       order by sort_day desc, id desc limit $5)
                   union all
                   (select id, sort_day, false from events where negotiation = $1 and live and kind = 'round'
                       and sort_day > $3 and id <> $4 order by sort_day, id limit $5))
               select e.doc as "doc: Json<Event>", c.before as "before!" from (
                   select distinct on (n.before) n.id, n.before from near n
                   order by n.before, array(select a.actor from event_actors a where a.event_id = n.id and a.role = 'party'
                       order by a.actor collate "C") = $6::text[] desc,
                       case when n.before then $2 - n.sort_day else n.sort_day - $3 end, n.id) as c
               join events e on e.id = c.id"#,
            track.id,
            first.to_sqlx() as _,
            last.to_sqlx() as _,
            round.id.0,
            NEAR,
            &table,
        )
        .fetch_all(&self.pool)
        .await?;
        let (before, mut events): (Vec<bool>, Vec<Event>) = rows.into_iter().map(|r| (r.before, r.doc.0)).unzip();
        super::tracks::number_rounds(&mut *self.pool.acquire().await?, &mut events).await?;
        let (mut previous, mut next) = (None, None);
        for (before, event) in before.into_iter().zip(events) {
            *(if before { &mut previous } else { &mut next }) = Some(event);
        }
        Ok((previous, next))
    }

    async fn speakers(&self, round: &Event) -> Result<Speakers, StoreError> {
        let seated: Vec<Actor> = parties(round);
        let track = round.negotiation.as_ref().map(|n| n.id.clone());
        let rows = sqlx::query!(
            r#"select distinct on (actor) actor as "actor!", party as "party!" from (
                   select p.slug as actor, p.slug as party, 0 as rank from unnest($1::text[]) as p (slug)
                   union all
                   select a.slug, p.slug, 1 from unnest($1::text[]) as p (slug)
                       join actors a on a.affiliation ->> 'id' = p.slug
                   union all
                   select a.slug, p.slug, 2 from unnest($1::text[], $2::text[]) as p (slug, country)
                       join actors a on a.country = p.country) as s
               order by actor, rank, party"#,
            &seated.iter().map(|p| p.id.clone()).collect::<Vec<_>>(),
            seated.iter().map(|p| p.country.as_deref()).collect::<Vec<_>>() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        let principals = sqlx::query_scalar!(
            "select actor from negotiation_parties where negotiation = $1 and principal",
            track.as_deref()
        )
        .fetch_all(&self.pool)
        .await?;
        let own = |party: &String| track.is_none() || principals.contains(party);
        Ok(Speakers {
            own: rows.iter().filter(|r| own(&r.party)).map(|r| r.actor.clone()).collect(),
            actors: rows.iter().map(|r| r.actor.clone()).collect(),
            parties: rows.into_iter().map(|r| r.party).collect(),
            track,
            articles: round.evidence.iter().map(|e| e.article.id.0).collect(),
        })
    }

    /// Statements on these days by those who speak for the parties or in articles about the round, and these.
    async fn said(&self, of: &Speakers, days: Option<Days>, linked: &[i64]) -> Result<Vec<Event>, StoreError> {
        let Some(days) = days else { return Ok(Vec::new()) };
        let docs = sqlx::query_scalar!(
            r#"select e.doc as "doc: Json<Event>" from events e where e.live and e.kind = 'statement' and e.id in (
                   select unnest($1::bigint[])
                   union
                   select j.event_id from event_actors j join events s on s.id = j.event_id
                   where j.kind = 'statement' and j.role = 'speaker' and j.actor = any ($2) and j.day between $3 and $4
                       and (s.negotiation = $5 or (s.negotiation is null and (j.actor = any ($6) or exists (
                           select from article_events x where x.event_id = s.id and x.article_id = any ($7))))))
               order by e.sort_day, e.id limit $8"#,
            linked,
            &of.actors,
            days.0.to_sqlx() as _,
            days.1.to_sqlx() as _,
            of.track,
            &of.own,
            &of.articles,
            MOST_SAID + 1,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }

    /// People who spoke for the parties on some days, and on others; those who spoke most first.
    async fn voices(
        &self,
        of: &Speakers,
        now: Option<Days>,
        before: Option<Days>,
    ) -> Result<(Vec<Voice>, Vec<Voice>), StoreError> {
        let windows = [now, before];
        let rows = sqlx::query!(
            r#"select w.nth as "nth!", s.party as "party!", a.slug, a.name, a.kind, a.country,
                   a.affiliation as "affiliation: Json<Affiliation>", max(j.title) as title
               from unnest($1::text[], $2::text[]) as s (actor, party)
               cross join unnest($3::date[], $4::date[]) with ordinality as w (first, last, nth)
               join actors a on a.slug = s.actor and a.kind = 'person'
               join event_actors j on j.actor = s.actor and j.kind = 'statement' and j.role = 'speaker'
                   and j.day between w.first and w.last
               join events e on e.id = j.event_id and e.live
               where e.negotiation = $5 or (e.negotiation is null and (j.actor = any ($6) or exists (
                   select from article_events x where x.event_id = e.id and x.article_id = any ($7))))
               group by w.nth, s.party, a.slug order by count(*) desc, a.slug"#,
            &of.actors,
            &of.parties,
            windows.map(|w| w.map(|(first, _)| first.to_sqlx())).to_vec() as _,
            windows.map(|w| w.map(|(_, last)| last.to_sqlx())).to_vec() as _,
            of.track,
            &of.own,
            &of.articles,
        )
        .fetch_all(&self.pool)
        .await?;
        let (mut voices, mut voices_before) = (Vec::new(), Vec::new());
        for r in rows {
            let (slug, name, kind, country, affiliation) = (r.slug, r.name, r.kind, r.country, r.affiliation);
            let actor = ActorRow { slug, name, kind, country, affiliation }.into();
            let list = if r.nth == 1 { &mut voices } else { &mut voices_before };
            list.push(Voice { party: r.party, actor, title: r.title });
        }
        Ok((voices, voices_before))
    }

    /// The last statement of each party on each topic up to one day, and up to another.
    async fn stands(&self, of: &Speakers, cuts: Option<Days>) -> Result<Vec<Stand>, StoreError> {
        let Some(cuts) = cuts else { return Ok(Vec::new()) };
        let floors = [cuts.0, cuts.1].map(|cut| plus(cut, -STANDS).to_sqlx());
        let cuts = [cuts.0, cuts.1].map(jiff_sqlx::ToSqlx::to_sqlx);
        let rows = sqlx::query!(
            r#"select distinct on (t.topic, s.party, c.nth) t.topic, s.party as "party!", c.nth as "nth!", e.id
               from unnest($1::text[], $2::text[]) as s (actor, party)
               cross join unnest($3::date[], $4::date[]) with ordinality as c (first, last, nth)
               join event_actors j on j.actor = s.actor and j.kind = 'statement' and j.role = 'speaker'
                   and j.day between c.first and c.last
               join events e on e.id = j.event_id and e.live
               join event_topics t on t.event_id = e.id and t.topic <> 'other'
               where e.negotiation = $5 or (e.negotiation is null and j.actor = any ($6))
               order by t.topic, s.party, c.nth, j.day desc, e.id desc"#,
            &of.actors,
            &of.parties,
            &floors as _,
            &cuts as _,
            of.track,
            &of.own,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut found: BTreeMap<(String, String), [Option<EventId>; 2]> = BTreeMap::new();
        for row in rows {
            let [then, now] = found.entry((row.topic, row.party)).or_default();
            *(if row.nth == 1 { then } else { now }) = Some(EventId(row.id));
        }
        // Where nothing was said since, nothing moved.
        found.retain(|_, [then, now]| now.is_some() && then != now);
        let ids: Vec<EventId> = found.values().flatten().flatten().copied().collect();
        let events: BTreeMap<EventId, Event> =
            self.events_by_id(&ids).await?.into_iter().map(|event| (event.id, event)).collect();
        let of_id = |id: Option<EventId>| id.and_then(|id| events.get(&id)).cloned();
        found
            .into_iter()
            .map(|((topic, party), [then, now])| {
                Ok(Stand { topic: word(&topic)?, party, then: of_id(then), now: of_id(now) })
            })
            .collect()
    }

    /// Strikes of the track on the days between the last day of a round and the first of the next.
    async fn strikes_between(
        &self,
        track: Option<&str>,
        between: Option<Days>,
    ) -> Result<Option<(Days, Vec<StrikeBin>)>, StoreError> {
        let (Some(track), Some((last, first))) = (track, between) else { return Ok(None) };
        let (Ok(from), Ok(to)) = (last.tomorrow(), first.yesterday()) else { return Ok(None) };
        if from > to {
            return Ok(None);
        }
        let asked = TimelineFilter {
            kind: Choice::only(Kind::Strike),
            negotiation: Choice::only(track.to_owned()),
            from: Some(from),
            to: Some(to),
            undated: Undated::Exclude,
            ..TimelineFilter::default()
        };
        let bins = super::picture::strikes(&mut *self.pool.acquire().await?, &asked, Bin::Day).await?;
        Ok(Some(((from, to), bins)))
    }
}

fn plus(day: Date, n: i32) -> Date {
    day.checked_add(n.days()).unwrap_or(day)
}
