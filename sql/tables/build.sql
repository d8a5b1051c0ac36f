-- One row: which inputs and code made this database.
create table build (
    version varchar not null,
    code_sha256 varchar not null,
    inputs_sha256 varchar not null
);
