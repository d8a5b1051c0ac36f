-- EU28 against EU27_2020 is refused in either direction; EU27_2020 with itself is not, but its 2019 was rebuilt:
-- that composition began on 2020-02-01. A country is the same whatever the code of its scheme.
with pairs as (
    select
        cell.geo as geo,
        cell.period as period,
        base.geo as base_geo,
        base.period as base_period,
        reasons_between(cell, base) as reasons
    from figures_as_of(date '2030-01-01') as cell
    inner join figures_as_of(date '2030-01-01') as base on cell.year = base.year + 1
    where (cell.geo_kind = base.geo_kind)
),

judged as (
    select pairs.*, judgement(pairs.reasons, false) as judged
    from pairs
)

select geo, period, base_geo, base_period, judged['verdict'] as verdict, judged['reason_en'] as reason
from judged
order by geo, period, base_geo;
