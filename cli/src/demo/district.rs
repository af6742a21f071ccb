//! The district of the demonstration: its login, its exports, and the SFTP client that uploads them.

use std::io::Cursor;

use jiff::Timestamp;
use jiff::civil::date;
use roster::generate::{District, File};
use roster_pipeline::ConnectionKey;
use roster_pipeline::authorize::{hash_password, make_password};
use roster_pipeline::records::{Connection, Direction, Login, Tenant};
use roster_sftp::SftpClient;

use crate::exit::Failure;
use crate::files::Progress;
use crate::serve::Service;

/// One upload of the district.
pub(super) struct Day {
    pub(super) students: u32,
    pub(super) number: u32,
    pub(super) export: Export,
}

/// How an export arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Export {
    /// As it should.
    Whole,
    /// Without the last tenth of `users.csv`, which ends in the middle of a row.
    CutOff,
}

/// The district's SIS: it uploads, and reads the reports.
pub(super) struct Uploader {
    client: SftpClient,
}

const TENANT: &str = "demo-district";
const CONNECTION: &str = "sis";
const USER: &str = "demo-district";
const SEED: u64 = 1;

/// Adds the district with a connection and a login, and logs in.
pub(super) async fn settle(service: &Service) -> Result<(ConnectionKey, Uploader), Failure> {
    let directory = &service.local.ports.directory;
    let key = ConnectionKey::new(TENANT, CONNECTION).map_err(Failure::new)?;
    let now = Timestamp::now();
    let name = "Demo District (made up)".to_owned();
    directory.add_tenant(&Tenant { id: key.tenant.clone(), name, account: None, created: now }).await?;
    let mut connection = Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, now);
    connection.active = true;
    directory.add_connection(&connection).await?;
    let password = make_password()?;
    let password_hash = Some(hash_password(password.reveal())?);
    let login = Login { password_hash, ..Login::new(USER, key.clone(), now) };
    directory.put_login(&login).await?;
    let address = service.sftp.to_string();
    let client = SftpClient::connect(&address, (USER, password.reveal()), &service.host_key).await?;
    Ok((key, Uploader { client }))
}

impl Uploader {
    /// Makes the files of a day and uploads them; gives how many there are and their bytes.
    pub(super) async fn upload(&self, day: &Day, progress: &Progress) -> Result<(u64, u64), Failure> {
        let district = District::new(day.students, SEED, date(2026, 8, 17)).on_day(day.number);
        let (mut files, mut bytes) = (0, 0);
        for file in File::ALL {
            progress.say(format!("uploading {}", file.name()));
            let mut contents = Vec::new();
            district.write(file, &mut contents).map_err(Failure::output)?;
            if file == File::Users && day.export == Export::CutOff {
                cut(&mut contents);
            }
            bytes += self.client.upload(file.name(), Cursor::new(contents)).await?;
            files += 1;
        }
        Ok((files, bytes))
    }

    /// A text that the server has for the district.
    pub(super) async fn read(&self, path: &str) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&self.client.read(path).await?).into_owned())
    }

    /// Says goodbye.
    pub(super) async fn close(self) -> Result<(), Failure> {
        Ok(self.client.close().await?)
    }
}

/// Leaves about nine tenths, and the last row without its end.
fn cut(contents: &mut Vec<u8>) {
    let mut end = contents.len() * 9 / 10;
    while end > 2 && contents[end - 2..end].iter().any(|byte| matches!(byte, b'\r' | b'\n' | b',')) {
        end -= 1;
    }
    contents.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_ends_in_the_middle_of_a_row() {
        let mut contents = b"abc,def,ghi\r\n".repeat(10);
        cut(&mut contents);
        assert!(contents.len() > 110 && contents.len() <= 117);
        assert!(!contents.ends_with(b"\n"));
    }
}
