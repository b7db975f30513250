-- Answers to requests that carried an Idempotency-Key, so that the same request sent again is answered and not done
-- again. A row without an answer is a request that is being worked on, as long as somebody says so (seen_at).
create table idempotency_keys (
    -- The token, or 0 for this machine while it writes without one: keys of one sender are nobody else's.
    owner bigint not null,
    key text not null,
    -- What was asked: SHA-256 of method, address, content type and body.
    fingerprint bytea not null,
    made_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    status smallint,
    headers jsonb,
    body bytea,
    constraint idempotency_keys_pkey primary key (owner, key),
    constraint idempotency_keys_answer_check check ((status is null) = (headers is null) and (status is null) = (body is null))
);
create index idempotency_keys_made_at_idx on idempotency_keys (made_at);
