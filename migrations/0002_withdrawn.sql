-- Which event a mention was part of when its article got another text. An event that lost its last
-- mention is found again by this, and comes back under its number, when the article says it once more.
create table withdrawn_mentions (
    mention_id bigint constraint withdrawn_mentions_pkey primary key
        constraint withdrawn_mentions_mention_fkey references mentions on delete cascade,
    event_id bigint not null constraint withdrawn_mentions_event_fkey references events
);
create index withdrawn_mentions_event_idx on withdrawn_mentions (event_id);
