create index unkept_promise on payments.payment (closed_at) where status = 'failed' and capture_requested_at is not null;
comment on index payments.unkept_promise is 'Money that tickets were given for and that did not come: the sweep takes them back.';
