//! Whole nights over the stores of one machine: a first load, a night with changes, a stamped night without any.

use std::fs::File;
use std::io::{Read, Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use roster::generate::{District, File as DistrictFile, Stamp};
use roster_conformance::{Around, Calls};
use roster_local::{Addresses, DataDir, DirLanding, TempScratch};
use roster_pipeline::ports::{FrontDoor, LandingPath, RosterStore, UploadStart};
use roster_pipeline::records::{Connection, Direction, Tenant};
use roster_pipeline::work::{When, work};
use roster_pipeline::{ConnectionKey, Ports};

use crate::Failure;
use crate::counts::Verdict;

/// Plays nights on a data directory in a temporary place and counts what is written.
#[derive(clap::Args)]
pub(crate) struct Nights {
    /// Students of the made-up district.
    #[arg(long, default_value_t = 100_000)]
    students: u32,
    /// Seed of the district.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the data directory and the files; needs some 5 GB for a million students.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

/// One machine with one connection; its roster may be kept elsewhere.
pub(crate) struct Machine {
    pub(crate) ports: Ports,
    door: Arc<DirLanding>,
    pub(crate) key: ConnectionKey,
}

/// The nights that are played: a name, the day and its stamp, and how many items are to be written, if that is known.
pub(crate) const NIGHTS: [(&str, u32, Stamp, Option<u64>); 3] = [
    ("first load", 1, Stamp::Blank, None),
    ("1 % changed", 2, Stamp::Blank, None),
    ("same, stamped", 2, Stamp::Night(3), Some(0)),
];

/// The day on which the made-up district's year begins.
pub(crate) const YEAR_BEGINS: jiff::civil::Date = jiff::civil::date(2026, 8, 15);

/// When a night is.
pub(crate) fn night(number: usize) -> Result<Timestamp, Failure> {
    Ok(Timestamp::from_second(1_790_000_000)? + SignedDuration::from_hours(24 * number as i64))
}

impl Nights {
    /// Runs the nights; differs if a night wrote what it should not.
    pub(crate) fn run(&self) -> Result<Verdict, Failure> {
        let base = self.work.clone().unwrap_or_else(std::env::temp_dir);
        let dir = tempfile::Builder::new().prefix("rollcall-nights-").tempdir_in(base)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.play(dir.path()))
    }

    async fn play(&self, dir: &Path) -> Result<Verdict, Failure> {
        let data = DataDir::open(dir.join("data"))?;
        let _lock = data.lock("rollcall-benches")?;
        let calls = Arc::new(Calls::default());
        // A directory with a roster and no settings would be a damaged one.
        data.open_control()?;
        let roster = Around::new(Arc::new(data.open_roster()?), Arc::clone(&calls));
        let machine = Machine::new(&data, Arc::new(roster)).await?;
        let district = District::new(self.students, self.seed, YEAR_BEGINS);
        let mut verdict = Verdict::Agree;
        let mut out = stdout().lock();
        writeln!(
            out,
            "night                     rows      changes  items written  wall s   CPU s   peak MB so far"
        )?;
        for (number, (name, day, stamp, expected)) in NIGHTS.into_iter().enumerate() {
            let district = district.on_day(day).stamped(stamp);
            let rows = machine.upload(&district, &dir.join("export.csv")).await?;
            let (items, cpu, began) = (calls.items(), cpu()?, Instant::now());
            let changes = machine.work(night(number)?).await?;
            let wall = began.elapsed();
            let written = calls.items() - items;
            if written != expected.unwrap_or(changes) {
                verdict = Verdict::Differ;
            }
            let cpu = self::cpu()?.saturating_sub(cpu);
            writeln!(
                out,
                "{name:<20} {rows:>10} {changes:>12} {written:>14} {:>7.2} {:>7.2} {:>16}",
                wall.as_secs_f64(),
                cpu.as_secs_f64(),
                peak()? / 1024
            )?;
        }
        Ok(verdict)
    }
}

impl Machine {
    /// On a data directory, with its roster in `roster`.
    pub(crate) async fn new(data: &DataDir, roster: Arc<dyn RosterStore>) -> Result<Machine, Failure> {
        let door = Arc::new(data.open_landing()?);
        let control = Arc::new(data.open_control()?);
        let addresses =
            Addresses { from: "rollcall@example.org".into(), operator: "operator@example.org".into() };
        let ports = Ports {
            landing: door.clone(),
            artifacts: Arc::new(data.open_artifacts()?),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster,
            announcer: Arc::new(data.open_outbox(addresses)?),
            scratch: Arc::new(TempScratch::new()),
        };
        let key = ConnectionKey::new("bench", "sis")?;
        let now = Timestamp::from_second(1_790_000_000)?;
        let tenant = Tenant { id: key.tenant.clone(), name: "Bench".into(), account: None, created: now };
        ports.directory.add_tenant(&tenant).await?;
        let mut connection =
            Connection::new(key.tenant.clone(), key.connection.clone(), Direction::Push, now);
        connection.active = true;
        ports.directory.add_connection(&connection).await?;
        Ok(Machine { ports, door, key })
    }

    /// Does a night's work; returns how many records changed.
    pub(crate) async fn work(&self, at: Timestamp) -> Result<u64, Failure> {
        let worked = work(&self.ports, &self.key, When::Now, ("bench", at)).await?;
        let counts = worked.applied.iter().flat_map(|run| run.entities.values());
        Ok(counts.map(|c| c.created + c.updated + c.removed + c.revived).sum())
    }

    /// Puts a day's files into the folder, through a file so that no day is held in memory.
    pub(crate) async fn upload(&self, district: &District, through: &Path) -> Result<u64, Failure> {
        let mut rows = 0;
        for file in DistrictFile::ALL {
            let mut written = std::io::BufWriter::new(File::create(through)?);
            rows += district.write(file, &mut written)?;
            written.flush()?;
            let path = LandingPath::parse(file.name())?;
            let mut upload = self.door.upload(&self.key, &path, UploadStart::Empty).await?;
            let (mut from, mut offset, mut buffer) = (File::open(through)?, 0u64, vec![0; 1 << 20]);
            loop {
                let read = from.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                upload.write_at(offset, &buffer[..read]).await?;
                offset += read as u64;
            }
            upload.finish().await?;
        }
        Ok(rows)
    }
}

/// CPU time of this process so far.
pub(crate) fn cpu() -> Result<Duration, Failure> {
    cpu_of("self")
}

/// CPU time of a process so far, from `/proc/<pid>/stat` in ticks of 10 ms.
pub(crate) fn cpu_of(process: &str) -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after = stat.rsplit_once(')').ok_or("/proc/.../stat has no name")?.1;
    let ticks: Vec<u64> = after.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
}

/// VmHWM in KiB.
pub(crate) fn peak() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
