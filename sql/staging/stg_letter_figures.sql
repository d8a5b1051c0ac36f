-- One row per figure that the letter states, typed; changes too, which are no observations.
create view staging.stg_letter_figures as
select
    letter.figure,
    letter.states,
    letter.measure,
    letter.geo_scheme,
    letter.geo,
    letter.partner_kind,
    letter.partner,
    letter.period,
    letter.base_period,
    letter.qualifier,
    letter.flag as obs_status,
    letter.printed,
    letter.place,
    letter.snapshot_sha256,
    cast(letter.row as integer) as snapshot_row,
    cast(letter.published_on as date) as published_on,
    cast(nullif(letter.value, '') as double) as value,
    cast(nullif(letter.low, '') as double) as value_low,
    cast(nullif(letter.high, '') as double) as value_high,
    cast(letter.precision as double) as precision
from raw.letter_2021_01_11 as letter
where letter.verdict = 'accepted';
