-- Questions that somebody gave a name, as the addresses say them: whoever reads the timeline may use them.
create table views (
    slug text constraint views_pkey primary key,
    name text not null constraint views_name_check check (name <> ''),
    query text not null,
    -- The name of the token, as in the log of corrections.
    made_by text not null,
    made_at timestamptz not null
);
