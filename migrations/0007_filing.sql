-- The keys under which mentions are filed are numbers now, and computed anew by the program at its next start,
-- as at every change of the rules that make them. No foreign key: it would cost a look-up for each of the
-- forty keys of an article, and whoever deletes a mention deletes its keys.
drop table mention_keys;
create table mention_keys (
    key bigint not null,
    mention_id bigint not null,
    constraint mention_keys_pkey primary key (key, mention_id)
);
create index mention_keys_mention_idx on mention_keys (mention_id);

-- The version of the rules that made the keys.
alter table change_counter add column keys integer not null default 0;
