-- One row per cell of a resettlement measure; pledges and quotas are measures of their own:
-- the newest value in the store.
create table resettlement as
select figure.*
from figures_as_of(date '9999-12-31') as figure
where figure.series = 'resettlement';
