-- One row per cell and release: the contract with the period as printed.
create view staging.stg_observations as
select
    observations.*,
    period_label(observations.freq, observations.period_start, observations.period_end) as period
from observations;
