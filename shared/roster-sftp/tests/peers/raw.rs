//! Clients of our own that do what good clients do not.
pub fn two_hundred_sessions_put_at_once() {}
pub fn a_message_that_is_too_long_ends_the_session() {}
pub fn open_files_are_bounded() {}
pub fn sessions_of_a_login_are_bounded() {}
pub fn silent_clients_are_closed() {}
pub fn clients_that_read_no_answers_hold_no_memory() {}
pub fn a_file_beyond_the_limit_never_appears() {}
pub fn stopping_ends_open_sessions() {}
