-- Three additions. (1) An article may be read again by newer rules: so a mention says who made it, and which
-- reading of its revision it came from. (2) Tracks of talks may be made by API, beside those that ship with
-- the program. (3) Statements are found by what they could be about, and events by who could speak of them.

-- Who made a mention: the rules, the client who sent the article, or an analyst. Only those of the rules are
-- replaced when an article is read again.
alter table mentions
    add column origin text not null default 'rules'
        constraint mentions_origin_check check (origin in ('rules', 'client', 'analyst')),
    -- Counts the readings of a revision, from 1: the same rules with other names may read it otherwise.
    add column reading integer not null default 1;
-- So far a client's mentions were known by their evidence, or by having none: the rules always give a sentence.
update mentions set origin = 'client'
    where content -> 'evidence' -> 0 ->> 'rule' = 'client' or jsonb_array_length(content -> 'evidence') = 0;
alter table mentions drop constraint mentions_position_key;
alter table mentions add constraint mentions_position_key unique (revision_id, origin, reading, position);

-- The version of the rules that read a text last; none where the sender asked for no reading. Of what is
-- stored: the version that its mentions name; a text with nothing but a client's events was not to be read;
-- a text in which nothing was found is read again.
alter table article_revisions add column ruleset integer;
update article_revisions r set ruleset = coalesce(
    (select max(m.ruleset) from mentions m where m.revision_id = r.id and m.origin = 'rules'),
    case when not exists (select from mentions m where m.revision_id = r.id) then 0 end);

-- Those made by API have the moment they were made; those that ship have none. One that ships and was
-- changed by API keeps what was changed when the program starts again.
alter table negotiations
    add column made_at timestamptz,
    add column changed_at timestamptz,
    add column removed_at timestamptz;
-- The country for whose people a party stands: a minister of it speaks for the party.
alter table negotiation_parties add column country text;

-- What a statement could be about, and under what an event could be spoken of, with the day in the key:
-- a statement and an event that share no key are never compared.
create table claim_keys (
    event_id bigint not null constraint claim_keys_event_fkey references events on delete cascade,
    -- 'about': it speaks of this. 'of': it can be spoken of by this.
    side text not null constraint claim_keys_side_check check (side in ('about', 'of')),
    key text not null,
    constraint claim_keys_pkey primary key (key, side, event_id)
);
create index claim_keys_event_idx on claim_keys (event_id);

-- A held round without a number of its own is counted among the held rounds of its track, at every reading.
create index events_rounds_idx on events (negotiation, sort_day, id)
    where live and kind = 'round' and status in ('ongoing', 'concluded', 'collapsed');
