-- One row per observation whose value is missing without a reason, or that has both a value and a reason.
select *
from observations
where
    (value is null and qualifier <> 'range') <> (missing_reason <> '')
    or (qualifier = 'range') <> (value_low is not null and value_high is not null);
