-- One row per cell of a housing measure (target, realised, backlog): the newest value in the store.
create table housing_targets as
select figure.*
from figures_as_of(date '9999-12-31') as figure
where figure.series = 'housing_target';
