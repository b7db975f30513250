-- Corrections: what analysts rule over events, kept for ever. A row is never changed, except that it remembers which
-- later one took it back; those without such a one are in force. Merge, split and addition name anchors, which find
-- the same words again in another text of the article and under other rules.

alter table corrections drop constraint corrections_kind_check;
alter table corrections rename column kind to action;
alter table corrections drop column reverted_at;
alter table corrections alter column made_by set not null;
alter table corrections
    add column undoes bigint constraint corrections_undoes_fkey references corrections,
    add column reverted_by bigint constraint corrections_reverted_fkey references corrections,
    add column seq bigint not null,
    add constraint corrections_action_check
        check (action in ('field', 'merge', 'split', 'dismiss', 'restore', 'review', 'add', 'revert')),
    add constraint corrections_reason_check check (char_length(reason) between 1 and 500),
    add constraint corrections_undoes_check check ((undoes is not null) = (action in ('restore', 'revert')));

-- What a mention was when somebody ruled over it. `side` tells the groups of one ruling apart, `event_id` is the
-- event of that group (none yet: the part that a split made an event of its own, until it is one).
create table correction_anchors (
    correction_id bigint not null constraint correction_anchors_correction_fkey references corrections,
    position integer not null,
    side integer not null,
    event_id bigint constraint correction_anchors_event_fkey references events,
    article_id bigint not null constraint correction_anchors_article_fkey references articles,
    anchor jsonb not null,
    constraint correction_anchors_pkey primary key (correction_id, position)
);
create index correction_anchors_article_idx on correction_anchors (article_id);
create index correction_anchors_event_idx on correction_anchors (event_id);

-- Which correction added a mention; none for what the rules found or a client supplied.
alter table mentions
    add column correction_id bigint constraint mentions_correction_fkey references corrections;
create index mentions_correction_idx on mentions (correction_id) where correction_id is not null;

create index events_merged_idx on events (merged_into) where merged_into is not null;
create index events_review_idx on events (review, sort_day desc, id desc) where live and review = 'reviewed';
