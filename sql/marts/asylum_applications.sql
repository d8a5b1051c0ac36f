-- One row per cell of a measure of asylum applications, decisions on them, protection, or family members who
-- follow: the newest value in the store.
create table asylum_applications as
select figure.*
from figures_as_of(date '9999-12-31') as figure
where figure.concept in ('asylum_application', 'family_reunification', 'asylum_decision', 'protection');
