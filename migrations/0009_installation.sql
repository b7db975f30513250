-- Feeds and calendars know an event by a name that must stay the same for ever and be used nowhere else in the
-- world. So a database has a name of its own, made once, that a dump takes along.
create table installation (
    only_row boolean constraint installation_pkey primary key default true
        constraint installation_only_check check (only_row),
    id uuid not null
);
insert into installation (id) values (gen_random_uuid());
