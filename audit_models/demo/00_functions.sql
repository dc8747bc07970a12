-- The only source of chance.
-- Every draw is a hash of (seed, salt, id): the same for any number of threads and in any order.
-- The outer hash is needed: hash(seed, salt, id) alone differs between two salts only by a constant.
create macro uniform(salt, id) as
    (hash(hash(getvariable('seed'), salt, id)) >> 11) / 9007199254740992.0;

create macro chance(salt, id, share) as uniform(salt, id) < share;

create macro between_two(salt, id, low, high) as low + (high - low) * uniform(salt, id);

create macro whole(salt, id, low, high) as
    cast(low + floor(uniform(salt, id) * (high - low + 1)) as integer);

create macro pick(salt, id, choices) as
    choices[cast(floor(uniform(salt, id) * len(choices)) as integer) + 1];

-- Triangular on -1 … 1: bounded, so that ordinary values never become outliers by themselves.
create macro bell(salt, id) as uniform(salt || ', left', id) + uniform(salt || ', right', id) - 1;

create macro normal(salt, id) as
    sqrt(-2 * ln(1 - uniform(salt || ', radius', id))) * cos(2 * pi() * uniform(salt || ', angle', id));

create macro lognormal(salt, id, median, sigma) as median * exp(sigma * normal(salt, id));

create macro exponential(salt, id, mean) as -mean * ln(1 - uniform(salt, id));

create macro money(amount) as cast(round(amount, 2) as decimal(18, 2));
