-- One row per cell of an arrival measure, asylum apart: the newest value in the store.
create table arrivals as
select figure.*
from figures_as_of(date '9999-12-31') as figure
where
    figure.series = 'arrival'
    and figure.concept not in ('asylum_application', 'family_reunification', 'asylum_decision', 'protection');
