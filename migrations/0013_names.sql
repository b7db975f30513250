-- Actors and places are looked for by the beginnings of the words of their names: "zel", "abu dh". The name has its
-- accents, the slug has none, so both count. 'simple' keeps every word as it is; a stored column, because making one
-- costs more than reading it, and small tables are read whole.
alter table actors add column words tsvector
    generated always as (to_tsvector('simple', name || ' ' || translate(slug, '-', ' '))) stored;
alter table places add column words tsvector
    generated always as (to_tsvector('simple', name || ' ' || translate(slug, '-', ' '))) stored;
alter table actor_aliases add column words tsvector
    generated always as (to_tsvector('simple', translate(alias, '-', ' '))) stored;
alter table place_aliases add column words tsvector
    generated always as (to_tsvector('simple', translate(alias, '-', ' '))) stored;
create index actors_words_idx on actors using gin (words);
create index places_words_idx on places using gin (words);
create index actor_aliases_words_idx on actor_aliases using gin (words);
create index place_aliases_words_idx on place_aliases using gin (words);
