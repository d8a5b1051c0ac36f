-- One row per name that a publisher writes for a code in a scheme, beside the names that the code has here.
create table labels (
    scheme varchar not null,
    label varchar not null,
    code varchar not null,
    source varchar not null,
    primary key (scheme, label)
);
