-- One row per cell of a return measure: the newest value in the store. Who is ordered to leave in a year and
-- who returned in it are different people: no rate is made of them.
create table returns as
select figure.*
from figures_as_of(date '9999-12-31') as figure
where figure.series = 'return';
