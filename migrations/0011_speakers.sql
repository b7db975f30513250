-- (1) Who speaks for a party is asked on the page of every round and of every state: by affiliation, or by country.
create index actors_country_idx on actors (country) where country is not null;
create index actors_affiliation_idx on actors ((affiliation ->> 'id')) where affiliation is not null;

-- A map shows the places of a rectangle.
create index places_at_idx on places (lat, lon) where lat is not null and lon is not null;
