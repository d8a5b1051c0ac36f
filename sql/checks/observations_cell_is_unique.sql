-- One row per cell that has two values of one publication day: the as-of value would be arbitrary.
select
    source_id,
    measure,
    freq,
    period_start,
    period_end,
    geo_scheme,
    geo,
    partner_kind,
    partner,
    sex,
    age,
    unit,
    published_on
from observations
group by all
having count(*) > 1;
