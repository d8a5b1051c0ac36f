-- Two names beside each other, as the detail of a reason.
create macro either(one, other) as one || ' / ' || other;
