-- The whole timeline in one schema. Articles and what they say (mentions) are the record: they are
-- kept as they came and never rewritten. Events are derived from them and can be rebuilt, so an
-- event is one JSON document plus exactly those columns and join rows that a filter or an order needs.
-- Every constraint has a name, because the store turns names into errors of the domain.

create table outlets (
    id bigint generated always as identity constraint outlets_pkey primary key,
    slug text not null constraint outlets_slug_key unique,
    name text not null
);

-- One text at one address. Without an address, an article is known by outlet and content.
create table articles (
    id bigint generated always as identity constraint articles_pkey primary key,
    url text constraint articles_url_key unique,
    outlet_id bigint constraint articles_outlet_fkey references outlets,
    -- Only for articles without an address: the hash of the text they first came with.
    content_key text,
    current_revision bigint,
    recorded_at timestamptz not null,
    deleted_at timestamptz,
    constraint articles_identity_check check ((url is null) = (content_key is not null)),
    constraint articles_content_key unique nulls not distinct (url, outlet_id, content_key)
);

-- A text as it was frozen on arrival: the spans of its mentions point into it.
create table article_revisions (
    id bigint generated always as identity constraint article_revisions_pkey primary key,
    article_id bigint not null constraint article_revisions_article_fkey references articles on delete cascade,
    number integer not null,
    content_hash text not null,
    title text not null,
    byline text,
    language text,
    -- Nearly the same for nearly the same text (SimHash): copies of one wire report count as one source.
    fingerprint bigint not null,
    format text not null constraint article_revisions_format_check check (format in ('text', 'html')),
    text text not null,
    -- The body as it was sent, where that was not plain text.
    source text,
    -- An instant with the offset (seconds east) that was sent, or only a day: the instant alone loses the day.
    published_at timestamptz,
    published_day date,
    published_offset integer,
    modified_at timestamptz,
    modified_day date,
    modified_offset integer,
    -- What the extractor had to leave open.
    notes jsonb not null default '[]',
    recorded_at timestamptz not null,
    constraint article_revisions_number_key unique (article_id, number),
    constraint article_revisions_hash_key unique (article_id, content_hash),
    constraint article_revisions_published_check check ((published_at is null) = (published_day is null)),
    constraint article_revisions_modified_check check ((modified_at is null) = (modified_day is null))
);

alter table articles add constraint articles_current_fkey
    foreign key (current_revision) references article_revisions deferrable initially deferred;
create index articles_outlet_idx on articles (outlet_id);

-- What one revision says of one event, as one version of the rules read it. Never changed.
create table mentions (
    id bigint generated always as identity constraint mentions_pkey primary key,
    revision_id bigint not null constraint mentions_revision_fkey references article_revisions on delete cascade,
    ruleset integer not null,
    position integer not null,
    content jsonb not null,
    constraint mentions_position_key unique (revision_id, ruleset, position)
);

-- Mentions that share no key are never compared: this bounds the work of a write.
-- Only mentions of current revisions have rows here.
create table mention_keys (
    mention_id bigint not null constraint mention_keys_mention_fkey references mentions on delete cascade,
    key text not null,
    constraint mention_keys_pkey primary key (key, mention_id)
);
create index mention_keys_mention_idx on mention_keys (mention_id);

create table negotiations (
    slug text constraint negotiations_pkey primary key,
    name text not null,
    first_day date not null,
    last_day date
);

create table events (
    id bigint generated always as identity constraint events_pkey primary key,
    kind text not null,
    status text,
    act text,
    earliest date,
    latest date,
    sort_day date generated always as (coalesce(earliest, latest)) stored,
    headline text not null,
    negotiation text constraint events_negotiation_fkey references negotiations,
    part_of bigint constraint events_part_of_fkey references events,
    review text not null default 'unreviewed',
    first_reported_at timestamptz not null,
    updated_at timestamptz not null,
    seq bigint not null,
    -- Where a merged event went, and when one lost its last mention: ids never dangle.
    merged_into bigint constraint events_merged_fkey references events,
    deleted_at timestamptz,
    live boolean not null generated always as (merged_into is null and deleted_at is null) stored,
    doc jsonb not null,
    search tsvector not null,
    constraint events_kind_check
        check (kind in ('round', 'strike', 'statement', 'agreement', 'deadline', 'measure')),
    constraint events_days_check check (earliest <= latest),
    constraint events_merged_check check (merged_into <> id)
);
create index events_newest_idx on events (sort_day desc, id desc) where live and sort_day is not null;
create index events_kind_idx on events (kind, sort_day desc, id desc) where live and sort_day is not null;
create index events_reported_idx on events (first_reported_at desc, id desc) where live;
create index events_undated_idx on events (id desc) where live and sort_day is null;
create index events_negotiation_idx on events (negotiation, sort_day desc, id desc) where live;
create index events_part_of_idx on events (part_of) where part_of is not null;
create index events_search_idx on events using gin (search) where live;

-- Which event a mention is part of, and why.
create table event_mentions (
    mention_id bigint constraint event_mentions_pkey primary key
        constraint event_mentions_mention_fkey references mentions on delete cascade,
    event_id bigint not null constraint event_mentions_event_fkey references events,
    position integer not null,
    reason text not null
);
create index event_mentions_event_idx on event_mentions (event_id, position);

create table actors (
    slug text constraint actors_pkey primary key,
    name text not null,
    kind text not null constraint actors_kind_check
        check (kind in ('state', 'organisation', 'armed-group', 'person')),
    country text,
    affiliation jsonb
);
-- Old slugs of merged actors: addresses redirect, filters resolve.
create table actor_aliases (
    alias text constraint actor_aliases_pkey primary key,
    actor text not null constraint actor_aliases_actor_fkey references actors
);
create table places (
    slug text constraint places_pkey primary key,
    name text not null,
    country text,
    lat double precision,
    lon double precision
);
create table place_aliases (
    alias text constraint place_aliases_pkey primary key,
    place text not null constraint place_aliases_place_fkey references places
);
create table negotiation_parties (
    negotiation text not null constraint negotiation_parties_negotiation_fkey references negotiations on delete cascade,
    actor text not null,
    -- Without a principal an event is not of this track: a mediator's other business is not.
    principal boolean not null,
    position integer not null,
    constraint negotiation_parties_pkey primary key (negotiation, actor)
);

-- One row per participant. The day and kind are repeated so that one index answers "Russia's strikes in March".
create table event_actors (
    event_id bigint not null constraint event_actors_event_fkey references events on delete cascade,
    actor text not null constraint event_actors_actor_fkey references actors,
    role text not null,
    kind text not null,
    day date,
    title text,
    constraint event_actors_pkey primary key (event_id, actor, role)
);
create index event_actors_day_idx on event_actors (kind, actor, day desc, event_id desc);
create index event_actors_role_idx on event_actors (actor, role, event_id);
create table event_places (
    event_id bigint not null constraint event_places_event_fkey references events on delete cascade,
    place text not null constraint event_places_place_fkey references places,
    country text,
    constraint event_places_pkey primary key (event_id, place)
);
create index event_places_place_idx on event_places (place, event_id);
create index event_places_country_idx on event_places (country, event_id);
create table event_topics (
    event_id bigint not null constraint event_topics_event_fkey references events on delete cascade,
    topic text not null,
    constraint event_topics_pkey primary key (event_id, topic)
);
create index event_topics_topic_idx on event_topics (topic, event_id);
create table event_outlets (
    event_id bigint not null constraint event_outlets_event_fkey references events on delete cascade,
    outlet text not null constraint event_outlets_outlet_fkey references outlets (slug),
    constraint event_outlets_pkey primary key (event_id, outlet)
);
create index event_outlets_outlet_idx on event_outlets (outlet, event_id);

-- What analysts ruled, with their reason. Merge and split name mention anchors, so that they survive re-extraction.
create table corrections (
    id bigint generated always as identity constraint corrections_pkey primary key,
    event_id bigint not null constraint corrections_event_fkey references events,
    kind text not null constraint corrections_kind_check check (kind in ('field', 'merge', 'split', 'add')),
    change jsonb not null,
    reason text not null,
    made_by text,
    made_at timestamptz not null,
    reverted_at timestamptz
);
create index corrections_event_idx on corrections (event_id);

-- The change feed. Its numbers come from a one-row counter under the writers' lock, not from a sequence:
-- the order of numbers is the order of commits, without gaps.
create table change_counter (
    only_row boolean constraint change_counter_pkey primary key default true
        constraint change_counter_only_check check (only_row),
    seq bigint not null
);
insert into change_counter (seq) values (0);
create table changes (
    seq bigint constraint changes_pkey primary key,
    event_id bigint not null constraint changes_event_fkey references events,
    op text not null constraint changes_op_check check (op in ('create', 'update', 'merge', 'delete')),
    merged_into bigint,
    doc jsonb,
    at timestamptz not null
);
create index changes_event_idx on changes (event_id, seq);

-- Only hashes: a stolen dump opens nothing. Secrets are long and random, so a fast hash is enough.
create table tokens (
    id bigint generated always as identity constraint tokens_pkey primary key,
    name text not null constraint tokens_name_key unique,
    hash bytea not null constraint tokens_hash_key unique,
    scopes text[] not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz,
    constraint tokens_scopes_check
        check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'curate', 'read'])
);
