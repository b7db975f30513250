-- (1) The change feed says which fields an update changed. (2) An article can be withdrawn with a reason:
-- its words go, from every table, and from the older rows of the feed too. (3) So it has to be known which
-- events an article ever was part of, also after it was revised, or its events were merged or divided.

-- Top-level fields in which two states of an event differ; the stamps of the change itself don't count.
create function changed_fields(before jsonb, after jsonb) returns text[]
    language sql immutable parallel safe
    return (
        select coalesce(array_agg(coalesce(b.key, a.key) order by coalesce(b.key, a.key)), '{}')
        from jsonb_each(before) b full join jsonb_each(after) a on a.key = b.key
        where a.value is distinct from b.value and coalesce(b.key, a.key) not in ('seq', 'updated_at'));

-- Whether a state of an event names an article: by a sentence, a figure or a step of its history.
create function names_article(doc jsonb, article bigint) returns boolean
    language sql immutable parallel safe
    return jsonb_path_exists(doc, '$.** ? (@.article == $id || @.article.id == $id)',
                             jsonb_build_object('id', article::text));

alter table changes
    -- Written with the row and not worked out when it is read: the row before may be erased one day.
    add column fields text[],
    -- When the state was erased, because it held words of an article that was withdrawn.
    add column erased_at timestamptz;
update changes c set fields = changed_fields(
        (select b.doc from changes b where b.event_id = c.event_id and b.seq < c.seq order by b.seq desc limit 1), c.doc)
    where c.op = 'update';

alter table articles
    add column withdrawn_reason text,
    -- The name of the token; none where this machine wrote without one.
    add column withdrawn_by text,
    add constraint articles_withdrawn_check check ((deleted_at is null) = (withdrawn_reason is null));

create table article_events (
    article_id bigint not null constraint article_events_article_fkey references articles on delete cascade,
    event_id bigint not null constraint article_events_event_fkey references events,
    constraint article_events_pkey primary key (article_id, event_id)
);
insert into article_events (article_id, event_id)
    select r.article_id, e.event_id
        from event_mentions e join mentions m on m.id = e.mention_id join article_revisions r on r.id = m.revision_id
    union select r.article_id, w.event_id
        from withdrawn_mentions w join mentions m on m.id = w.mention_id join article_revisions r on r.id = m.revision_id
    union select a.id, c.event_id
        from changes c
        cross join lateral jsonb_path_query(c.doc, '$.evidence[*].article.id') as named (id)
        join articles a on a.id::text = named.id #>> '{}';
