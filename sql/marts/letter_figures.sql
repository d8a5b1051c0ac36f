-- One row per figure that the letter of 11 January 2021 states, with what it states of which measure.
create table letter_figures as
select
    letter.figure,
    letter.states,
    letter.measure,
    measures.series,
    letter.geo,
    letter.partner,
    letter.period,
    letter.base_period,
    letter.value,
    letter.value_low,
    letter.value_high,
    if(letter.states = 'change', 'percent', measures.unit) as unit,
    letter.qualifier,
    letter.precision,
    letter.obs_status,
    letter.printed,
    letter.place,
    letter.published_on,
    letter.snapshot_sha256,
    letter.snapshot_row
from staging.stg_letter_figures as letter
inner join measures on letter.measure = measures.measure
inner join geographies on letter.geo_scheme = geographies.geo_scheme and letter.geo = geographies.geo;
