-- One row: how many half-years have a target, and for how many it changed.
select
    count(value) filter (where series = 'housing_target') as targets,
    count(distinct period) filter (where series = 'announced_before') as changed,
    max(value) filter (where series = 'housing_target') as highest,
    arg_max(period, value) filter (where series = 'housing_target') as highest_period,
    changed > 0 as some_changed,
    changed = 0 and targets > 0 as none_changed
from figure;
