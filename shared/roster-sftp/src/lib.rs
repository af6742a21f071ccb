//! roster-sftp.
