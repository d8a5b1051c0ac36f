-- One row per figure flagged as derived (x) that has no derivation, or another value than its derivation
-- gives with the figures of the day on which it was published.
with derived as (
    select
        observations.*,
        period_label(observations.freq, observations.period_start, observations.period_end) as period
    from observations
    where contains(observations.obs_status, 'x')
),

parts as (
    select
        derived.source_id,
        derived.measure,
        derived.geo,
        derived.partner,
        derived.period,
        derived.published_on,
        sum(derivations.sign * part.value) as value
    from derived
    inner join derivations
        on
            derived.source_id = derivations.source_id
            and derived.measure = derivations.measure
            and derived.geo = derivations.geo
            and derived.partner = derivations.partner
            and derived.period = derivations.period
    inner join observations as part
        on
            derivations.from_source_id = part.source_id
            and derivations.from_measure = part.measure
            and derivations.from_geo = part.geo
            and derivations.from_partner = part.partner
            and derivations.from_period = period_label(part.freq, part.period_start, part.period_end)
            and derived.published_on >= part.published_on
    group by all
)

select
    derived.source_id,
    derived.measure,
    derived.geo,
    derived.period,
    derived.value,
    parts.value as derived_value
from derived
left join parts
    on
        derived.source_id = parts.source_id
        and derived.measure = parts.measure
        and derived.geo = parts.geo
        and derived.partner = parts.partner
        and derived.period = parts.period
        and derived.published_on = parts.published_on
where derived.value is distinct from parts.value;
