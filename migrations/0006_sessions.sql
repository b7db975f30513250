-- A browser that signed in with a token. Only hashes, as for tokens; what a session allows is what its
-- token allows now, so revoking or expiring the token ends it.
create table sessions (
    hash bytea constraint sessions_pkey primary key,
    token_id bigint not null constraint sessions_token_fkey references tokens on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index sessions_expires_idx on sessions (expires_at);
