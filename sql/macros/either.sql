-- Two names beside each other, as the detail of a reason; a dash stands for none.
create macro either(one, other) as
coalesce(nullif(one, ''), '–') || ' / ' || coalesce(nullif(other, ''), '–');
