-- The backlog at the end of a half-year: what was not met is carried over; below 0 it is a lead.
create macro backlog_at_end(backlog_at_start, target, realised) as backlog_at_start + target - realised;
