-- What the picture's bars count, as columns: a bar over a hundred thousand events must not open as many documents.
-- They are generated from the document, so they can't fall out of step with it. Each is {low, best, high}, or null
-- where no source gives a number: an unknown number is not 0. Numbers stop at a thousand million, so that nobody's
-- made-up article can break a sum.

-- Weapons launched, of drones or of everything else. Low and high come from the figures by claimant. "39 missiles,
-- eleven of them ballistic" names some twice, so missiles without a type and those of a type are not added up.
create function strike_launched(doc jsonb, drones boolean) returns bigint[]
language sql immutable parallel safe as $$
    with told as (
        select w ->> 'type' as weapon, max(least((w ->> 'count')::numeric, 1000000000)) as best
        from jsonb_array_elements(doc -> 'strike' -> 'weapons') w
        where jsonb_typeof(w -> 'count') = 'number' and (w ->> 'type' = 'drone') = drones
        group by 1
    ),
    spread as (
        select t.weapon in ('missile', 'ballistic-missile', 'cruise-missile') as missiles, t.weapon = 'missile' as untyped,
            t.best, least(t.best, f.low) as low, greatest(t.best, f.high) as high
        from told t left join lateral (
            select min(least((f ->> 'value')::numeric, 1000000000)) as low,
                max(least((f ->> 'value')::numeric, 1000000000)) as high
            from jsonb_array_elements(doc -> 'figures') f
            where f ->> 'measure' = 'launched' and f ->> 'weapon' = t.weapon
        ) f on true
    ),
    summed as (
        select count(*) as weapons,
            greatest(sum(low) filter (where untyped), sum(low) filter (where missiles and not untyped), 0)
                + coalesce(sum(low) filter (where not missiles), 0) as low,
            greatest(sum(best) filter (where untyped), sum(best) filter (where missiles and not untyped), 0)
                + coalesce(sum(best) filter (where not missiles), 0) as best,
            greatest(sum(high) filter (where untyped), sum(high) filter (where missiles and not untyped), 0)
                + coalesce(sum(high) filter (where not missiles), 0) as high
        from spread
    )
    select case when weapons > 0 then array[low, best, high]::bigint[] end from summed
$$;

-- Whether the number launched is hedged ("over 390"), or missing for some of the weapons.
create function strike_open(doc jsonb) returns boolean
language sql immutable parallel safe as $$
    select coalesce(bool_or(jsonb_typeof(w -> 'count') <> 'number' or coalesce(w ->> 'qualifier', 'exact') <> 'exact'), false)
    from jsonb_array_elements(doc -> 'strike' -> 'weapons') w
$$;

-- People killed or injured.
create function strike_toll(doc jsonb, what text) returns bigint[]
language sql immutable parallel safe as $$
    select case when jsonb_typeof(doc -> 'strike' -> 'casualties' -> what) = 'object' then array[
        least((doc -> 'strike' -> 'casualties' -> what ->> 'low')::numeric, 1000000000),
        least((doc -> 'strike' -> 'casualties' -> what ->> 'best')::numeric, 1000000000),
        least((doc -> 'strike' -> 'casualties' -> what ->> 'high')::numeric, 1000000000)
    ]::bigint[] end
$$;

alter table events
    add column drones bigint[] generated always as (case when kind = 'strike' then strike_launched(doc, true) end) stored,
    add column other_weapons bigint[] generated always as (case when kind = 'strike' then strike_launched(doc, false) end) stored,
    add column launch_open boolean generated always as (case when kind = 'strike' then strike_open(doc) end) stored,
    add column killed bigint[] generated always as (case when kind = 'strike' then strike_toll(doc, 'killed') end) stored,
    add column injured bigint[] generated always as (case when kind = 'strike' then strike_toll(doc, 'injured') end) stored;
